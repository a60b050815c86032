from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "preuve.web.cohorts"

    def ready(self) -> None:
        """Follow up what is issued from now on."""
        from preuve.web.cohorts import receivers  # noqa: F401, PLC0415 (models are ready only now)
