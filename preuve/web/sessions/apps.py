from django.apps import AppConfig


class ExamSessionsConfig(AppConfig):
    """Exam sessions; the label differs because Django's own sign-in sessions hold `sessions`."""

    name = "preuve.web.sessions"
    label = "exam_sessions"
