"""Names of columns in French and English → fields of `Item`, and the headers that give each tool away.

Sources: Jira's *Export CSV (all fields)*, GLPI's search export, iTop's dictionaries of the classes Ticket
and Change, ServiceNow's dictionary of task, incident and change_request, GitLab's *Export as CSV*,
Redmine's CSV of issues. Names come in order of preference.
"""

from __future__ import annotations

import re

from preuve.domain.evidence.reading.tables import plain

_WRAPPED = re.compile(r"(?:custom fields?|champs? personnalisés?)\s*\((.*)\)$", re.IGNORECASE)
_LINK = re.compile(r"(?:inward|outward) [\w ]*link|lien d[ue] [\w ]*(?:entrant|sortant)", re.IGNORECASE)

_NAMES: dict[str, str] = {
    "key": (
        "Issue key|Work item key|Clé de ticket|Clé d’élément de travail|Clé|Key|Number|Numéro|Ref|Référence"
        "|Reference|#|IID|Issue ID|Ticket ID|ID|N°|ID de ticket"
    ),
    "title": (
        "Summary|Résumé|Title|Titre|Subject|Sujet|Short description|Description courte|Brève "
        "description|Objet|Symptôme"
    ),
    "type": (
        "Issue Type|Type de ticket|Work type|Type d’élément de travail|Tracker|sys_class_name|Task type"
        "|Type de tâche|finalclass|Ticket sub-class|Sous-classe de ticket|Type"
    ),
    "state": "Status|Statut|État|State|incident_state",
    "category": "Status Category|Catégorie d’état|Catégorie de statut",
    "priority": "Priority|Priorité",
    "assignee": (
        "Assignee|Personne assignée|Responsable|Assigned to|Assigné à|Attribué à - Technicien"
        "|Assigned to - Technician|Attribué à|Affecté à|Agent|agent_id|Technicien|Assignees|Assignee Username"
    ),
    "author": (
        "Reporter|Rapporteur|Requester - Requester|Demandeur - Demandeur|Requester|Demandeur|Requested by"
        "|Caller|Appelant|caller_id|Opened by|Ouvert par|Author|Auteur|Creator|Créateur|Author Username|user"
    ),
    "created": (
        "Created|Création|Créé|Créée|Created At (UTC)|Created At|Opening date|Date "
        "d’ouverture|Opened|opened_at"
        "|Ouvert|Creation date|Date de création|Created on|sys_created_on|Ouvert le|Ouverte le|Créé le"
        "|Créée le|Demandé le|Demandée le"
    ),
    "updated": (
        "Updated|Mise à jour|Mis-à-jour|Mis à jour|Updated At (UTC)|Updated At|Last update"
        "|Dernière mise à jour|Last modification|Dernière modification|sys_updated_on"
    ),
    "resolved": (
        "Resolved|Résolu|Résolue|resolved_at|Résolu le|Resolution date|Date de résolution|Solution date"
    ),
    "closed": (
        "Closed At (UTC)|Closed At|Closed|Fermé|Fermée|Close date|Closing date|Date de clôture"
        "|Date de fermeture|Clos|Fermé le|Clos le"
    ),
    "due": "Due date|Date d’échéance|Échéance|Due",
    "resolution": (
        "close_notes|Close notes|Resolution notes|Notes de résolution|Notes de clôture|Solution"
        "|Solution - Solution|Resolution|Résolution"
    ),
    "cause": "Root cause|Cause racine|Cause première|Causes|Cause|u_root_cause",
    "reopened": "Reopen count|Nombre de réouvertures",
    "problem": "problem_id|Problem|Problème|Parent problem|Problème parent|Problems|Problèmes",
    "change": (
        "rfc|Change Request|Demande de changement|Parent change|Changement parent|caused_by"
        "|Caused by Change|Changes|Changements"
    ),
    "related": "Related issues|Demandes liées|Parent Incident|Incident parent",
    "change_kind": "Change type|Type de changement|Type of change",
    "approval": "Approval|Approbation|Approval status|Statut de la validation|Validation",
    "approver": (
        "Approver|Approvers|Approbateur|Approbateurs|Approved by|Approuvé par|Validation - Approbateur"
    ),
    "review": (
        "Post implementation review|PIR|Revue post-implémentation|Revue post-installation|Review comments"
        "|Commentaires de revue|Bilan"
    ),
    "reviewed": "Review date|Date de revue|Date de la revue",
    "project": "Project name|Nom du projet|Project|Projet|Organization|Organisation|Entity|Entité",
    "approved": (
        "Approval date|Date d’approbation|Date de validation|Approved at|Approuvé le|Approved on|approval_set"
    ),
    "implemented": (
        "work_start|Actual start|Actual start date|Début réel|Date de début réelle|Implementation date"
        "|Implemented at|Date d’implémentation|Date de mise en œuvre|Réalisé le|Réalisée le|Mis en œuvre le"
    ),
    "taken": (
        "Assignment date|Date d’assignation|Date d’affectation|Date de prise en compte|Acknowledged at"
    ),
    "versions": (
        "Fix Version/s|Fix versions|Fix version|Version(s) corrigée(s)|Versions corrigées|Version corrigée"
        "|Target version|Version cible|Milestone|Jalon"
    ),
}


def fold(header: str) -> str:
    """Return a header as aliases are compared: custom fields unwrapped, ``a_b->c`` as ``ab``."""
    text = header.strip().replace("’", "'")
    if text in {"#", "N°", "n°"}:
        return "sharp"
    wrapped = _WRAPPED.match(text)
    text = wrapped[1] if wrapped else text
    if _LINK.match(text):
        return "issuelink"
    return plain(text.partition("->")[0])


ALIASES: dict[str, tuple[str, ...]] = {
    field: tuple(dict.fromkeys(fold(name) for name in names.split("|"))) for field, names in _NAMES.items()
}
#: Columns whose meaning depends on the tool: looked at before the common names.
OF_TOOL: dict[str, dict[str, tuple[str, ...]]] = {
    "itop": {
        "created": ("startdate", "datededebut", "creationdate", "datedecreation"),
        "resolved": ("resolutiondate", "datederesolution"),
        "author": ("caller", "callername", "callerid", "demandeur", "nomdemandeur"),
    },
    "servicenow": {
        "created": ("openedat", "opened", "syscreatedon", "created"),
        "type": ("sysclassname", "tasktype"),
        "change_kind": ("type",),
        "author": ("requestedby", "callerid", "caller", "openedby"),
    },
    "jira": {"resolved": ("resolved", "resolu", "resolue"), "resolution": ("resolution",)},
}
#: Columns that may come several times, or hold several values.
REPEATED = {"versions": ALIASES["versions"], "related": (*ALIASES["related"], "issuelink")}

_JIRA_KEYS = {"issuekey", "workitemkey", "cledeticket", "cledelementdetravail", "cle"}
_JIRA_OTHERS = {"issuetype", "worktype", "typedeticket", "issueid", "iddeticket", "projectkey", "cledeprojet"}
_SERVICENOW = {
    "sysid", "sysclassname", "openedat", "callerid", "caller", "opened", "assignmentgroup", "requestedby",
    "syscreatedon", "incidentstate",
}  # fmt: skip
_ITOP = {
    "startdate", "datededebut", "assignmentdate", "dateassignation", "datedassignation", "resolutiondate",
    "datederesolution", "closedate", "datedefermeture", "finalclass", "lastupdate", "agent", "team", "caller",
    "ticketsubclass", "sousclassedeticket", "creationdate", "approvaldate", "datedapprobation",
}  # fmt: skip


def tool_of(folded: frozenset[str], header: tuple[str, ...] = ()) -> tuple[str, float]:
    """Return the tool that writes such a header and how sure that is; ``""`` and 0 when none does.

    `folded` are the columns as `fold` gives them, `header` the same as written.
    """
    for tool, test in _TESTS:
        sure = test(folded, header)
        if sure:
            return tool, sure
    return "", 0.0


def _jira(folded: frozenset[str], _: tuple[str, ...]) -> float:
    titled = folded & {"summary", "resume"}
    if not (titled and folded & _JIRA_KEYS and folded & {"status", "etat", "statut"}):
        return 0.0
    return 1.0 if folded & _JIRA_OTHERS else 0.5


def _servicenow(folded: frozenset[str], _: tuple[str, ...]) -> float:
    if not (folded & {"number", "numero"} and folded & {"shortdescription", "descriptioncourte"}):
        return 0.0
    return 1.0 if len(folded & _SERVICENOW) >= 2 else 0.8 if folded & {"state", "etat"} else 0.5


def _gitlab(folded: frozenset[str], _: tuple[str, ...]) -> float:
    return 1.0 if {"issueid", "title", "state", "createdatutc"} <= folded else 0.0


def _redmine(folded: frozenset[str], _: tuple[str, ...]) -> float:
    if not ("sharp" in folded and folded & {"tracker"} and folded & {"subject", "sujet"}):
        return 0.0
    return 1.0 if folded & {"status", "statut"} else 0.5


def _glpi(folded: frozenset[str], _: tuple[str, ...]) -> float:
    french = {"titre", "statut", "datedouverture"} <= folded
    english = {"title", "status", "openingdate"} <= folded
    return (1.0 if "id" in folded else 0.8) if french or english else 0.0


def _itop(folded: frozenset[str], header: tuple[str, ...]) -> float:
    if not (folded & {"ref", "reference"} and folded & {"title", "titre"} and folded & {"status", "statut"}):
        return 0.0
    marks = len(folded & _ITOP) + any("->" in name for name in header)
    return 1.0 if marks >= 3 else 0.8 if marks == 2 else 0.0


def _github(folded: frozenset[str], _: tuple[str, ...]) -> float:
    return 0.8 if {"number", "title", "state", "createdat"} <= folded else 0.0


def _generic(folded: frozenset[str], _: tuple[str, ...]) -> float:
    if not all(folded.intersection(ALIASES[field]) for field in ("key", "title", "created")):
        return 0.0
    others = ("resolved", "closed", "assignee", "author", "priority", "approved", "implemented")
    register = ("cause", "resolution", "approved", "review", "implemented")
    if folded.intersection(ALIASES["state"]):
        return 0.5 if sum(bool(folded.intersection(ALIASES[field])) for field in others) >= 2 else 0.0
    # a register kept by hand has no state: its dates and its columns of a register make up for it
    ends = any(folded.intersection(ALIASES[field]) for field in ("resolved", "closed", "implemented"))
    return 0.5 if ends and sum(bool(folded.intersection(ALIASES[field])) for field in register) >= 2 else 0.0


_TESTS = (
    ("jira", _jira),
    ("gitlab", _gitlab),
    ("redmine", _redmine),
    ("servicenow", _servicenow),
    ("glpi", _glpi),
    ("itop", _itop),
    ("github", _github),
    ("table", _generic),
)


def columns_of(header: list[str], tool: str) -> dict[str, tuple[int, ...]]:
    """Return the columns of each field that the header has; several for those that may repeat."""
    folded = [fold(name) for name in header]
    found: dict[str, tuple[int, ...]] = {}
    for field, names in ALIASES.items():
        if field in REPEATED:
            columns = tuple(i for i, name in enumerate(folded) if name in REPEATED[field])
        else:
            wanted = (*OF_TOOL.get(tool, {}).get(field, ()), *names)
            first = next((folded.index(name) for name in wanted if name in folded), -1)
            columns = (first,) if first >= 0 else ()
        if columns:
            found[field] = columns
    return found
