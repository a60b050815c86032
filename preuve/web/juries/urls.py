from django.urls import path

from preuve.web.juries import views

urlpatterns = [
    path("jury/", views.juror_desk, name="juror_desk"),
    path("jury/soutenance/<int:pk>/evaluer/", views.marking, name="marking"),
    path("jury/soutenance/<int:pk>/evaluer/<str:criterion>/", views.mark, name="mark"),
    path(
        "jury/soutenance/<int:pk>/preuve/<str:piece>/fichier/",
        views.jury_evidence_raw,
        name="jury_evidence_raw",
    ),
    path("jury/soutenance/<int:pk>/notes/", views.sheet_notes, name="sheet_notes"),
    path("jury/soutenance/<int:pk>/rendre/", views.hand_in, name="hand_in"),
    path("jury/soutenance/<int:pk>/", views.defence_screen, name="defence_screen"),
    path("jury/soutenance/<int:pk>/reponse/<str:criterion>/", views.answer, name="answer"),
    path("jury/soutenance/<int:pk>/incident/", views.report_incident, name="report_incident"),
    path("jury/soutenance/<int:pk>/presence/", views.record_attendance, name="record_attendance"),
    path("jury/sessions/<int:pk>/", views.session_juries, name="session_juries"),
    path("jury/sessions/<int:pk>/jugement/", views.judgement_quality, name="judgement_quality"),
    path("jury/sessions/<int:pk>/jugement/calculer/", views.compute_judgement, name="compute_judgement"),
    path("jury/sessions/<int:pk>/jugement/notes.<str:kind>", views.judgement_marks, name="judgement_marks"),
    path("jury/deliberation/<int:pk>/", views.deliberation, name="deliberation"),
    path("jury/deliberation/<int:pk>/ouvrir/", views.open_deliberation, name="open_deliberation"),
    path("jury/deliberation/<int:pk>/decisions/", views.rulings, name="rulings"),
    path("jury/deliberation/<int:pk>/decider/", views.record_decision, name="record_decision"),
    path(
        "jury/deliberation/<int:pk>/suivre-les-propositions/", views.adopt_proposals, name="adopt_proposals"
    ),
    path("jury/deliberation/<int:pk>/attention/", views.deliberation_focus, name="deliberation_focus"),
    path("jury/deliberation/<int:pk>/montrer/", views.move_focus, name="move_focus"),
    path("jury/deliberation/<int:pk>/clore/", views.close_deliberation, name="close_deliberation"),
    path("jury/panels/<int:pk>/proces-verbal/", views.minutes_new, name="minutes_new"),
    path("jury/proces-verbaux/<int:pk>/", views.minutes, name="minutes"),
    path("jury/proces-verbaux/<int:pk>/signer/", views.sign_minutes, name="sign_minutes"),
    path("jury/proces-verbaux/<int:pk>/corriger/", views.correct_minutes, name="correct_minutes"),
    path("jury/proces-verbaux/<int:pk>/document/", views.minutes_document, name="minutes_document"),
]
