from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "relevo.journeys"
    default_auto_field = "django.db.models.BigAutoField"
