from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "preuve.web.reporting"

    def ready(self) -> None:
        """Listen to the certificates that come and go."""
        from preuve.web.reporting import receivers  # noqa: F401, PLC0415 (models are ready now)
