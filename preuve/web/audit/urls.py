from django.urls import path

from preuve.web.audit import views

urlpatterns = [
    path("journal/", views.audit_log, name="audit_log"),
    path("journal/verifier/", views.audit_check, name="audit_check"),
]
