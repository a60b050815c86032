from django.urls import path

from preuve.web.frameworks.views import certification, draft, version

urlpatterns = [
    path("referentiels/", certification.certifications, name="certifications"),
    path("referentiels/nouvelle/", certification.certification_new, name="certification_new"),
    path("referentiels/<int:pk>/", certification.certification, name="certification"),
    path("referentiels/<int:pk>/mentions/", certification.certification_edit, name="certification_edit"),
    path("referentiels/<int:pk>/deposer/", draft.draft_new, name="draft_new"),
    path("referentiels/brouillons/<int:pk>/", draft.draft, name="draft"),
    path("referentiels/brouillons/<int:pk>/element/", draft.draft_item, name="draft_item"),
    path("referentiels/brouillons/<int:pk>/corriger/", draft.draft_edit, name="draft_edit"),
    path("referentiels/brouillons/<int:pk>/supprimer/", draft.draft_delete, name="draft_delete"),
    path("referentiels/brouillons/<int:pk>/publier/", draft.publish_draft, name="publish_draft"),
    path("referentiels/versions/<int:pk>/", version.framework_version, name="framework_version"),
    path(
        "referentiels/versions/<int:pk>/json/", version.framework_version_json, name="framework_version_json"
    ),
    path(
        "referentiels/versions/<int:pk>/case-<str:case>/",
        version.framework_version_case,
        name="framework_version_case",
    ),
    path(
        "referentiels/versions/<int:pk>/depuis/<int:other>/",
        version.framework_compare,
        name="framework_compare",
    ),
]
