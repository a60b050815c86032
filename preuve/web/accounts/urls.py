from django.urls import path

from preuve.web.accounts.views import mine, people

urlpatterns = [
    path("profil/", mine.profile, name="profile"),
    path("notifications/", mine.notifications, name="notifications"),
    path("notifications/lues/", mine.notifications_read, name="notifications_read"),
    path("personnes/", people.people, name="people"),
    path("personnes/nouvelle/", people.person_new, name="person_new"),
    path("personnes/<int:pk>/", people.person, name="person"),
    path("personnes/<int:pk>/identite/", people.person_edit, name="person_edit"),
    path("personnes/<int:pk>/roles/", people.role_grant, name="role_grant"),
    path("personnes/<int:pk>/roles/<int:grant>/retirer/", people.role_revoke, name="role_revoke"),
    path("personnes/<int:pk>/activite/", people.person_activity, name="person_activity"),
    path("personnes/<int:pk>/lien/", people.person_password_link, name="person_password_link"),
]
