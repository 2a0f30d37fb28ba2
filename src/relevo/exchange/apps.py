from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "relevo.exchange"
    default_auto_field = "django.db.models.BigAutoField"
