from django.urls import path

from preuve.web.cohorts.views import files, session_files
from preuve.web.cohorts.views import follow_ups as views

urlpatterns = [
    path("suivi/", views.follow_ups, name="follow_ups"),
    path("suivi/<int:pk>/", views.follow_up_cohorts, name="follow_up_cohorts"),
    path("suivi/<int:pk>/envoyer/", views.follow_up_send, name="follow_up_send"),
    path("suivi/<int:pk>/importer/", files.follow_up_import, name="follow_up_import"),
    path("suivi/<int:pk>/export.<str:kind>", files.follow_up_export, name="follow_up_export"),
    path("suivi/reponses/<int:pk>/", views.follow_up, name="follow_up"),
    path("questionnaire/<str:answer_link>/", views.follow_up_answer, name="follow_up_answer"),
    path("sessions/<int:pk>/preuves.zip", session_files.session_proofs, name="session_proofs"),
]
