from django.urls import path

from preuve.web.credentials import views

urlpatterns = [
    path("resultats/", views.result_mine, name="result_mine"),
    path("certificats/", views.certificates, name="certificates"),
    path("certificats/<int:pk>/", views.certificate, name="certificate"),
    path("certificats/<int:pk>/document/", views.certificate_document, name="certificate_document"),
    path("certificats/<int:pk>/revoquer/", views.revoke_certificate, name="revoke_certificate"),
    path("certificats/proces-verbaux/<int:pk>/publier/", views.publish_results, name="publish_results"),
    path("verifier/", views.verify_form, name="verify_form"),
    path("verifier/<str:public_id>/", views.verify, name="verify"),
]
