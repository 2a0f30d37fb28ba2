from importlib import import_module

from django.apps import AppConfig


class PlumbingConfig(AppConfig):
    name = "relevo.plumbing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("relevo.plumbing.checks")  # registers them
