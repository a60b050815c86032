from django.apps import AppConfig


class WebConfig(AppConfig):
    """The shell itself: pages that belong to no room, template tags, commands."""

    name = "preuve.web"
    label = "web"
