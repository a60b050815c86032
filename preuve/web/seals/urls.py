from django.urls import path

from preuve.web.seals.views import root_certificate

urlpatterns = [
    path("emetteurs/<int:pk>/racine.pem", root_certificate, name="root_certificate"),
]
