from django.urls import path

from preuve.web.credentials.views import certificates as views
from preuve.web.credentials.views import files, issuing, keys, suspension

urlpatterns = [
    path("resultats/", views.result_mine, name="result_mine"),
    path("certificats/", views.certificates, name="certificates"),
    path("certificats/<int:pk>/", views.certificate, name="certificate"),
    path("certificats/<int:pk>/document/", views.certificate_document, name="certificate_document"),
    path("certificats/<int:pk>/badge.<str:form>", files.certificate_badge, name="certificate_badge"),
    path("certificats/<int:pk>/revoquer/", views.revoke_certificate, name="revoke_certificate"),
    path("certificats/<int:pk>/suspendre/", suspension.suspend_certificate, name="suspend_certificate"),
    path("certificats/<int:pk>/retablir/", suspension.lift_suspension, name="lift_suspension"),
    path("certificats/cles/", keys.issuer_keys, name="issuer_keys"),
    path("certificats/cles/<int:pk>/remplacer/", keys.rotate_key, name="rotate_key"),
    path("certificats/cles/<int:pk>/revoquer/", keys.revoke_key, name="revoke_key"),
    path("certificats/cles/<int:pk>/reprendre/", keys.resume_signing, name="resume_signing"),
    path("certificats/proces-verbaux/<int:pk>/publier/", views.publish_results, name="publish_results"),
    path("certificats/sessions/<int:pk>/", issuing.session_issuing, name="session_issuing"),
    path("verifier/", views.verify_form, name="verify_form"),
    path("verifier/fichier/", files.verify_file, name="verify_file"),
    path("verifier/contextes.json", files.credential_contexts, name="credential_contexts"),
    path("verifier/<str:public_id>/certificat.json", files.credential, name="credential"),
    path("verifier/<str:public_id>/certificat.jwt", files.credential_token, name="credential_token"),
    path("verifier/<str:public_id>/releve.json", files.learner_record, name="learner_record"),
    path("emetteurs/<int:pk>/did.json", files.issuer, name="issuer"),
    path("statuts/<int:pk>.json", files.status_list, name="status_list"),
    path("statuts/<int:pk>/suspensions.json", files.suspension_list, name="suspension_list"),
    path("verifier/<str:public_id>/", views.verify, name="verify"),
]
