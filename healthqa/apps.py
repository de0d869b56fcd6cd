from django.apps import AppConfig


class HealthqaConfig(AppConfig):
    name = "healthqa"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from healthqa import checks  # noqa: F401  registers them
