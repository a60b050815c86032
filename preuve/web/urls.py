from django.urls import include, path
from django.views.i18n import set_language

from preuve.web import api, views
from preuve.web.health import health

urlpatterns = [
    path("", views.home, name="home"),
    path("sante/", health, name="health"),
    path("langue/", set_language, name="set_language"),
    path("compte/", include("allauth.urls")),
    path("api/", api.urls),
    path("", include("preuve.web.accounts.urls")),
    path("", include("preuve.web.audit.urls")),
    path("", include("preuve.web.seals.urls")),
    path("", include("preuve.web.frameworks.urls")),
    path("", include("preuve.web.portfolios.urls")),
    path("", include("preuve.web.sessions.urls")),
    path("", include("preuve.web.juries.urls")),
    path("", include("preuve.web.credentials.urls")),
    path("", include("preuve.web.reporting.urls")),
    path("", include("preuve.web.cohorts.urls")),
]
handler400 = "preuve.web.errors.bad_request"
handler403 = "preuve.web.errors.permission_denied"
handler404 = "preuve.web.errors.page_not_found"
