from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "relevo.cases"
    default_auto_field = "django.db.models.BigAutoField"
