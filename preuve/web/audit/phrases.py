"""What the record tells, in words: actions, subjects, details. What has no phrase is shown by its name."""

import re
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from preuve.domain.credentials.chain import Break

ACTIONS = {
    "abandon_cpf_file": _("fichier CPF abandonné"),
    "accept_plan": _("plan mis en vigueur"),
    "add_claims": _("preuve reliée à des critères"),
    "add_evidence": _("preuve ajoutée"),
    "add_feedback": _("commentaire écrit"),
    "adopt_proposals": _("propositions du règlement adoptées"),
    "answer_availability": _("disponibilités d’un juré enregistrées"),
    "answer_follow_up": _("situation d’un titulaire enregistrée"),
    "answer_feedback": _("réponse à un commentaire"),
    "answer_finding": _("réponse à un constat des outils"),
    "ask_availability": _("disponibilités demandées à des jurés"),
    "ask_plan": _("calcul d’un emploi du temps demandé"),
    "assign_candidates": _("candidats confiés à un jury"),
    "cancel_convocation": _("convocation annulée"),
    "change_certification": _("mentions d’une certification corrigées"),
    "change_enrolment": _("inscription modifiée"),
    "change_followers": _("accompagnement d’un portfolio modifié"),
    "change_identity": _("identité corrigée"),
    "change_language": _("langue changée"),
    "close_deliberation": _("délibération close"),
    "compute_judgement": _("calcul de la qualité du jugement demandé"),
    "compare_evidence": _("comparaison de deux preuves demandée"),
    "correct_minutes": _("procès-verbal rectificatif établi"),
    "create_case": _("cas créé"),
    "create_certification": _("certification enregistrée"),
    "create_draft": _("référentiel déposé"),
    "create_juror": _("juré enregistré"),
    "create_panel": _("jury créé"),
    "create_person": _("compte ouvert"),
    "create_regulations": _("règlement créé"),
    "create_session": _("session créée"),
    "decide_appeal": _("recours décidé"),
    "declare_conflict": _("lien d’intérêt déclaré"),
    "delete_case": _("cas supprimé"),
    "delete_claim": _("lien vers un critère retiré"),
    "delete_draft": _("brouillon de référentiel supprimé"),
    "delete_evidence": _("preuve retirée"),
    "draw_up_minutes": _("procès-verbal établi"),
    "edit_case": _("cas modifié"),
    "edit_claim": _("argumentaire modifié"),
    "edit_draft": _("brouillon de référentiel corrigé"),
    "edit_evidence": _("preuve modifiée"),
    "enrol_candidate": _("candidat inscrit"),
    "export_session_file": _("dossier de preuves d’une session remis"),
    "grant_role": _("rôle donné"),
    "hand_in_marks": _("évaluation rendue"),
    "import_follow_ups": _("réponses de titulaires importées"),
    "import_roster": _("liste d’inscriptions importée"),
    "issue_certificate": _("certificat délivré"),
    "keep_evidence": _("preuve gardée malgré un avertissement"),
    "make_cpf_files": _("fichier CPF demandé"),
    "lodge_appeal": _("recours déposé"),
    "lift_suspension": _("suspension d’un certificat levée"),
    "move_deadline": _("date limite déplacée"),
    "open_convocation": _("convocation ouverte"),
    "open_deliberation": _("délibération ouverte"),
    "open_portfolio": _("portfolio ouvert"),
    "pin_defence": _("créneau fixé ou libéré"),
    "publish_draft": _("référentiel publié"),
    "publish_minutes": _("procès-verbal publié"),
    "publish_results": _("résultats publiés"),
    "queue_roster": _("import d’inscriptions lancé"),
    "read_cpf_file": _("fichier CPF téléchargé"),
    "read_evidence": _("preuve lue par les outils"),
    "record_appeal": _("recours reçu par écrit enregistré"),
    "record_attendance": _("présence notée"),
    "record_cpf_answer": _("réponse de la Caisse des Dépôts lue"),
    "record_decision": _("décision enregistrée"),
    "record_mark": _("critère évalué"),
    "record_notes": _("notes personnelles enregistrées"),
    "refuse_file": _("fichier ou texte refusé"),
    "refuse_roster": _("liste d’inscriptions refusée"),
    "refuse_signature": _("signature refusée"),
    "remove_juror": _("juré retiré d’un jury"),
    "remove_presentation": _("support de présentation retiré"),
    "renew_availability_link": _("lien de réponse d’un juré retiré"),
    "renew_follow_up_link": _("lien de suivi d’un titulaire retiré"),
    "reopen_portfolio": _("portfolio rouvert"),
    "replace_evidence": _("fichier d’une preuve remplacé"),
    "replace_juror": _("juré remplacé"),
    "report_incident": _("incident signalé"),
    "reread_evidence": _("nouvelle lecture d’une preuve demandée"),
    "review_fact": _("avis du candidat sur un fait"),
    "revoke_certificate": _("certificat révoqué"),
    "revoke_issuer_key": _("clé de signature révoquée"),
    "revoke_role": _("rôle retiré"),
    "rotate_issuer_key": _("clé de signature remplacée"),
    "save_accreditation": _("habilitation d’un centre enregistrée"),
    "save_civil_status": _("état civil complété"),
    "save_cpf_account": _("identifiants de dépôt CPF enregistrés"),
    "save_room": _("salle enregistrée"),
    "save_self_assessment": _("auto-évaluation enregistrée"),
    "save_timetable_settings": _("réglages de la planification enregistrés"),
    "say_wishes": _("souhaits d’horaire d’un candidat enregistrés"),
    "schedule_defence": _("soutenance placée"),
    "seat_juror": _("juré ajouté à un jury"),
    "send_convocation": _("convocation envoyée"),
    "send_cpf_entry_again": _("passage CPF à renvoyer"),
    "send_cpf_file": _("fichier CPF déposé"),
    "send_follow_ups": _("questionnaires de suivi envoyés"),
    "send_password_link": _("lien de mot de passe envoyé"),
    "set_active": _("compte fermé ou rouvert"),
    "set_presentation": _("support de présentation déposé"),
    "set_session_state": _("état d’une session changé"),
    "sign_minutes": _("procès-verbal signé"),
    "stop_plan": _("calcul d’un emploi du temps arrêté"),
    "submit_portfolio": _("portfolio déposé"),
    "suspend_certificate": _("certificat suspendu"),
    "unschedule_defence": _("créneau de soutenance retiré"),
    "update_juror": _("juré modifié"),
    "update_regulations": _("règlement modifié"),
    "update_session": _("session modifiée"),
    "upload_roster": _("liste d’inscriptions déposée"),
    "withdraw_juror": _("juré déclaré indisponible"),
}
SUBJECTS = {
    "accounts.Organisation": _("organisation"),
    "accounts.User": _("compte"),
    "cohorts.FollowUp": _("suivi d’un titulaire"),
    "credentials.Certificate": _("certificat"),
    "credentials.IssuerKey": _("clé de signature"),
    "frameworks.Certification": _("certification"),
    "frameworks.FrameworkDraft": _("brouillon de référentiel"),
    "frameworks.FrameworkVersion": _("version de référentiel"),
    "juries.Deliberation": _("délibération"),
    "juries.Incident": _("incident"),
    "juries.Mark": _("évaluation d’un critère"),
    "juries.MarkSheet": _("grille d’évaluation"),
    "juries.Minutes": _("procès-verbal"),
    "portfolios.Case": _("cas"),
    "portfolios.Claim": _("argumentaire"),
    "portfolios.Evidence": _("preuve"),
    "portfolios.Feedback": _("commentaire"),
    "portfolios.Portfolio": _("portfolio"),
    "portfolios.SelfAssessment": _("auto-évaluation"),
    "portfolios.Statement": _("fait ou constat des outils"),
    "portfolios.Submission": _("dépôt"),
    "exam_sessions.Accreditation": _("habilitation"),
    "exam_sessions.Appeal": _("recours"),
    "exam_sessions.Conflict": _("lien d’intérêt"),
    "exam_sessions.Convocation": _("convocation"),
    "exam_sessions.Defence": _("soutenance"),
    "exam_sessions.Enrolment": _("inscription"),
    "exam_sessions.ExamSession": _("session d’examen"),
    "exam_sessions.Juror": _("juré"),
    "exam_sessions.AvailabilityRequest": _("disponibilités d’un juré"),
    "exam_sessions.PlanRun": _("calcul d’un emploi du temps"),
    "exam_sessions.Panel": _("jury"),
    "exam_sessions.PanelMember": _("place dans un jury"),
    "exam_sessions.Regulations": _("règlement d’évaluation"),
    "exam_sessions.Room": _("salle"),
    "exam_sessions.RosterUpload": _("liste d’inscriptions"),
}
DETAILS = {
    "after": _("après"),
    "answer": _("réponse"),
    "answers": _("réponses"),
    "at": _("place"),
    "attendance": _("présence"),
    "before": _("avant"),
    "block": _("bloc"),
    "blocks": _("blocs"),
    "candidate": _("candidat"),
    "candidates": _("candidats"),
    "centre": _("centre"),
    "certification": _("certification"),
    "changed": _("champs modifiés"),
    "claims": _("argumentaires"),
    "code": _("code"),
    "comment": _("commentaire"),
    "content_hash": _("empreinte du contenu"),
    "corrects": _("rectifie"),
    "criteria": _("critères"),
    "criterion": _("critère"),
    "decision": _("décision"),
    "draft": _("brouillon"),
    "email": _("adresse électronique"),
    "enrolled": _("inscrits"),
    "enrolment": _("inscription"),
    "enrolments": _("inscriptions"),
    "evidence": _("preuve"),
    "facts": _("faits"),
    "file_name": _("fichier"),
    "findings": _("constats"),
    "inspectors": _("outils"),
    "instead_of": _("à la place de"),
    "juror": _("juré"),
    "kind": _("nature"),
    "mails": _("messages"),
    "manifest_hash": _("empreinte du dépôt"),
    "minutes": _("procès-verbal"),
    "number": _("numéro"),
    "op": _("opération"),
    "organisation": _("organisation"),
    "panel": _("jury"),
    "reason": _("motif"),
    "reasons": _("motifs"),
    "receipt": _("récépissé"),
    "refusal": _("refus"),
    "rncp_code": _("code RNCP ou RS"),
    "role": _("rôle"),
    "sealed": _("scellé"),
    "seat": _("place"),
    "sha256": _("empreinte du fichier"),
    "state": _("état"),
    "target": _("objet"),
    "title": _("intitulé"),
    "trainer": _("formateur"),
    "verdict": _("avis"),
    "warnings": _("avertissements"),
}
GUARD: dict[str, Promise] = {
    "guard.addresses": _("liste d’adresses électroniques"),
    "guard.cloud-key": _("clé d’accès à un nuage"),
    "guard.iban": _("numéro de compte bancaire"),
    "guard.key-mention": _("en-tête de clé privée, sans la clé"),
    "guard.nir": _("numéro de sécurité sociale"),
    "guard.password": _("mot de passe ou secret en clair"),
    "guard.password-hash": _("empreinte de mot de passe"),
    "guard.photo": _("photo de personne"),
    "guard.private-key": _("clé privée"),
    "guard.token": _("jeton d’accès à un service"),
    "guard.unsafe": _("fichier qui ne s’ouvre pas sans risque"),
}
# Codes that a detail holds. Those of higher rooms are said again here: the record knows none of their models.
CODES: dict[str, dict[str, Promise]] = {
    "answer": {
        "explained": _("expliqué"),
        "corrected": _("corrigé par un autre fichier"),
        "left": _("laissé tel quel"),
    },
    "attendance": {
        "expected": _("attendu(e)"),
        "present": _("présent(e)"),
        "absent": _("absent(e)"),
        "postponed": _("reporté(e)"),
        "excluded": _("exclu(e)"),
    },
    "kind": {
        "file": _("fichier"),
        "link": _("lien"),
        "text": _("texte"),
        "certification": _("parchemin"),
        "block": _("attestation de bloc"),
    },
    "op": {
        "save": _("correction"),
        "insert": _("ajout"),
        "remove": _("retrait"),
        "up": _("déplacement vers le haut"),
        "down": _("déplacement vers le bas"),
        "merge": _("fusion avec le suivant"),
    },
    "role": {
        "administrator": _("administrateur"),
        "certification_manager": _("responsable de certification"),
        "centre_manager": _("responsable de centre"),
        "trainer": _("formateur"),
        "candidate": _("candidat"),
        "juror": _("juré"),
        "auditor": _("auditeur"),
    },
    "reasons": GUARD,
    "seat": {"chair": _("président(e)"), "member": _("membre"), "reserve": _("réserve")},
    "state": {
        "read": _("lu"),
        "unreadable": _("illisible"),
        "unknown": _("non reconnu"),
    },
    "verdict": {"accepted": _("accepté"), "rejected": _("écarté")},
    "warnings": GUARD,
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
BREAKS = {
    Break.CHANGED: _("Le contenu de cet enregistrement a été modifié."),
    Break.MISSING: _("Un enregistrement manque à cette place."),
    Break.MOVED: _("Cet enregistrement n’est pas à sa place dans la chaîne."),
    Break.TRUNCATED: _("Les derniers enregistrements ont été retirés."),
}


def action_label(action: str) -> str:
    """Return the words for an action."""
    return str(ACTIONS.get(action, action))


def subject_label(subject_type: str) -> str:
    """Return the words for a kind of subject."""
    return str(SUBJECTS.get(subject_type, subject_type))


def detail_label(name: str) -> str:
    """Return the words for the name of a detail."""
    return str(DETAILS.get(name, name))


def detail_words(name: str, value: Any) -> str:
    """Return a detail's value as people read it: lists joined, moments in local time, codes in words."""
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return gettext("oui") if value else gettext("non")
    if isinstance(value, dict):
        return ", ".join(f"{detail_label(key)} : {detail_words(key, item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(detail_words(name, item) for item in value)
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "DATETIME_FORMAT")
    return str(CODES.get(name, {}).get(str(value), value))
