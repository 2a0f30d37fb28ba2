from django.apps import AppConfig


class BordersConfig(AppConfig):
    name = "relevo.borders"
    default_auto_field = "django.db.models.BigAutoField"
