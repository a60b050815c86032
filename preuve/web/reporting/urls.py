from django.urls import path

from preuve.web.reporting import views

urlpatterns = [
    path("cpf/", views.cpf, name="cpf"),
    path("cpf/compte/", views.cpf_account, name="cpf_account"),
    path("cpf/etat-civil/<int:pk>/", views.civil_status, name="civil_status"),
    path("cpf/fichiers/<int:pk>/", views.cpf_file, name="cpf_file"),
    path("cpf/fichiers/<int:pk>/flux.xml", views.cpf_file_xml, name="cpf_file_xml"),
    path("cpf/fichiers/<int:pk>/etape/", views.cpf_file_step, name="cpf_file_step"),
    path("cpf/passages/<int:pk>/renvoyer/", views.cpf_entry_again, name="cpf_entry_again"),
]
