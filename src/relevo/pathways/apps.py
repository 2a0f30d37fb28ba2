from django.apps import AppConfig


class PathwaysConfig(AppConfig):
    name = "relevo.pathways"
    default_auto_field = "django.db.models.BigAutoField"
