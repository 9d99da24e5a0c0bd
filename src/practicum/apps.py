"""The one Django app. Rooms are folders, not apps: models then move between rooms without a migration."""

from django.apps import AppConfig


class PracticumConfig(AppConfig):
    name = "practicum"
    label = "practicum"
    verbose_name = "Practicum"
    default_auto_field = "django.db.models.BigAutoField"
