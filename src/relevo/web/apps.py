from django.apps import AppConfig

from relevo.web import form_words


class WebConfig(AppConfig):
    name = "relevo.web"

    def ready(self) -> None:
        form_words.install()
