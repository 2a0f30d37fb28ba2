"""How the web server runs, for ./run and for service units alike.

No access log: who asked what is written nowhere.
"""

from typing import Any

from relevo.plumbing import env, memory
from relevo.plumbing.logging import configuration

wsgi_app = "relevo.config.wsgi:application"
raw_env = ["DJANGO_SETTINGS_MODULE=relevo.config.settings"]
_host = env.text("RELEVO_BIND", "127.0.0.1")
_port = env.whole("RELEVO_PORT", default=8000, low=1, high=65535)
bind = f"{_host}:{_port}"
worker_class = "gthread"
workers = env.whole("RELEVO_WEB_PROCESSES", default=2, low=1, high=64)
threads = env.whole("RELEVO_WEB_THREADS", default=4, low=1, high=64)
timeout = 60
graceful_timeout = 10
accesslog = None
loglevel = "warning"
logconfig_dict = configuration()
preload_app = True  # one import for all processes, and one copy of it in memory
control_socket_disable = True


def when_ready(_server: Any) -> None:  # noqa: ANN401 -- gunicorn's own
    """All is imported, and no process has been forked yet."""
    memory.settle()
