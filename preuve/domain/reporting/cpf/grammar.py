"""The CPF flow as data: every element, where it stands, what it may hold.

Source: constraints published by the Caisse des Dépôts for schema 1.1.2 (namespace
``urn:cdc:cpf:pc5:schema:1.0.0``), and the two elements that 1.1.5 adds. Entry, writer and check share this
one table, so that none of them can allow what another refuses.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

NAMESPACE = "urn:cdc:cpf:pc5:schema:1.0.0"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

#: Most entries and most bytes in one file.
MOST_ENTRIES = 200_000
MOST_BYTES = 200_000_000


class Version(StrEnum):
    """The versions of the schema in circulation."""

    V1_1_2 = "1.1.2"
    V1_1_5 = "1.1.5"


class Kind(StrEnum):
    """What a value is."""

    TEXT = "text"
    LISTED = "listed"
    DATE = "date"
    MOMENT = "moment"
    FLAG = "flag"
    NUMBER = "number"
    NIR = "nir"


class Shape(StrEnum):
    """How an element holds its children."""

    VALUE = "value"
    """None: it holds a value."""
    ALL = "all"
    """Each at most once, in any order."""
    ONE = "one"
    """Exactly one of them."""
    MANY = "many"
    """One or more of the only one there is."""


class Need(StrEnum):
    """Whether an element must be there."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NILLABLE = "nillable"
    """Required, but ``xsi:nil="true"`` says that there is no value."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a value may be.

    Attributes:
        kind: what it is.
        low: least length of a text, least number.
        high: greatest length of a text, greatest number.
        listed: the values there are, for `Kind.LISTED`.
    """

    kind: Kind
    low: int = 0
    high: int = 0
    listed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """One element.

    Attributes:
        name: local name.
        key: name of the datum in an entry (``holder.sex``), empty when it is none.
        since: first version that has it.
    """

    name: str
    key: str = ""
    need: Need = Need.REQUIRED
    value: Value | None = None
    shape: Shape = Shape.VALUE
    children: tuple[Node, ...] = ()
    since: Version = Version.V1_1_2


def _text(low: int, high: int) -> Value:
    return Value(Kind.TEXT, low, high)


def _listed(*values: str) -> Value:
    return Value(Kind.LISTED, listed=values)


#: What an element may hold of which nothing is said.
ANY_TEXT = _text(1, 255)
_DATE, _FLAG = Value(Kind.DATE), Value(Kind.FLAG)
_CLIENT, _LONG, _NAME = _text(8, 8), _text(1, 255), _text(1, 60)
_OPTIONAL, _NIL = Need.OPTIONAL, Need.NILLABLE

_DOSSIER = Node(
    "dossierFormation",
    shape=Shape.ALL,
    children=(
        Node("idDossier", "file.number", value=_text(1, 13)),
        Node("nomTitulaire", "file.name", value=_text(1, 30)),
        Node("prenom1Titulaire", "file.first_name", value=_text(1, 20)),
    ),
)

_BIRTH_PLACE = Node(
    "codeCommuneNaissance",
    shape=Shape.ONE,
    children=(
        Node(
            "codeInseeNaissance",
            shape=Shape.ALL,
            children=(Node("codeInsee", "holder.insee_code", value=_text(5, 5)),),
        ),
        Node(
            "codePostalNaissance",
            shape=Shape.ALL,
            children=(Node("codePostal", "holder.postal_code", _NIL, _text(1, 9)),),
        ),
    ),
)

_HOLDER = Node(
    "titulaire",
    shape=Shape.ALL,
    children=(
        Node("nomNaissance", "holder.birth_name", value=_NAME),
        Node("nomUsage", "holder.used_name", _NIL, _NAME),
        Node("prenom1", "holder.first_name", value=_NAME),
        Node("prenom2", "holder.second_name", _OPTIONAL, _NAME),
        Node("prenom3", "holder.third_name", _OPTIONAL, _NAME),
        Node("anneeNaissance", "holder.birth_year", value=Value(Kind.NUMBER, 1900, 2099)),
        Node("moisNaissance", "holder.birth_month", _NIL, Value(Kind.NUMBER, 1, 12)),
        Node("jourNaissance", "holder.birth_day", _NIL, Value(Kind.NUMBER, 1, 31)),
        Node("sexe", "holder.sex", value=_listed("M", "F")),
        _BIRTH_PLACE,
        Node("libelleCommuneNaissance", "holder.commune", _OPTIONAL, _NAME),
        Node("codePaysNaissance", "holder.country_code", _OPTIONAL, _text(3, 3)),
        Node("libellePaysNaissance", "holder.country", _OPTIONAL, _NAME),
        Node("commentairesMEN", "holder.comment", _OPTIONAL, _text(1, 250)),
    ),
)

_NATIONAL = Node(
    "identifiantNational",
    shape=Shape.ALL,
    since=Version.V1_1_5,
    children=(
        Node("nir", "national.nir", value=Value(Kind.NIR, 13, 13)),
        Node("nomNaissance", "national.birth_name", value=_NAME),
    ),
)

_RESULT = Node(
    "resultat",
    need=_OPTIONAL,
    shape=Shape.ALL,
    children=(
        Node("niveau", "digital.results.level", _OPTIONAL, Value(Kind.NUMBER, 1, 8)),
        Node("domaineCompetenceId", "digital.results.domain", _OPTIONAL, _text(1, 1)),
        Node("competenceId", "digital.results.competence", _OPTIONAL, _text(1, 1)),
    ),
)

DIGITAL = Node(
    "niveauNumeriqueEuropeen",
    need=_OPTIONAL,
    shape=Shape.ALL,
    children=(
        Node("scoreGeneral", "digital.score", _OPTIONAL, Value(Kind.NUMBER, 1, 1000)),
        Node("resultats", need=_OPTIONAL, shape=Shape.MANY, children=(_RESULT,)),
    ),
)

_ENROLMENT = Node(
    "modalitesInscription",
    shape=Shape.ALL,
    children=(
        Node(
            "modaliteAcces",
            "route",
            _NIL,
            _listed(
                "FORMATION_INITIALE_HORS_APPRENTISSAGE",
                "FORMATION_INITIALE_APPRENTISSAGE",
                "FORMATION_CONTINUE_HORS_CONTRAT_DE_PROFESSIONNALISATION",
                "FORMATION_CONTINUE_CONTRAT_DE_PROFESSIONNALISATION",
                "VAE",
                "EQUIVALENCE_DIPLOME_ETRANGER",
                "CANDIDAT_LIBRE",
            ),
        ),
        Node("voieAccessVAE", "vae_route", _OPTIONAL, _listed("CONGES_VAE", "VAE_CLASSIQUE")),
        Node(
            "initiativeInscription",
            "initiative",
            _OPTIONAL,
            _listed("CERTIFIE", "OF", "POLE_EMPLOI", "EMPLOYEUR", "AUTRE"),
        ),
        Node("dateInscription", "enrolled_on", _OPTIONAL, _DATE),
    ),
)

#: One person's passing of a certification.
PASSAGE = Node(
    "passageCertification",
    shape=Shape.ALL,
    children=(
        Node("idTechnique", "key", value=_LONG),
        Node("urlPreuve", "proof_url", _OPTIONAL, _LONG),
        Node("libelleOption", "option", _OPTIONAL, _LONG),
        Node("obtentionCertification", "obtained", value=_listed("PAR_ADMISSION", "PAR_SCORING")),
        Node("donneeCertifiee", "certified", value=_FLAG),
        Node("dateDebutExamen", "exam_start", _OPTIONAL, _DATE),
        Node("dateFinExamen", "exam_end", _OPTIONAL, _DATE),
        Node(
            "modalitePassageExamen", "exam_mode", _OPTIONAL, _listed("A_DISTANCE", "EN_PRESENTIEL", "MIXTE")
        ),
        Node("codePostalCentreExamen", "exam_postal_code", _OPTIONAL, _text(1, 9)),
        Node("dateDebutValidite", "granted_on", value=_DATE),
        Node("dateFinValidite", "valid_until", _NIL, _DATE),
        Node("presenceNiveauLangueEuro", "has_language_level", value=_FLAG),
        Node(
            "niveauLangueEuropeen",
            "language_level",
            _OPTIONAL,
            _listed("A1", "A2", "B1", "B2", "C1", "C2", "INSUFFISANT"),
        ),
        Node("presenceNiveauNumeriqueEuro", "has_digital_level", value=_FLAG),
        DIGITAL,
        Node("scoring", "score", _NIL, _LONG),
        Node(
            "mentionValidee",
            "distinction",
            _NIL,
            _listed(
                "SANS_MENTION",
                "MENTION_ASSEZ_BIEN",
                "MENTION_BIEN",
                "MENTION_TRES_BIEN",
                "MENTION_TRES_BIEN_AVEC_FELICITATIONS_DU_JURY",
            ),
        ),
        _ENROLMENT,
        Node("identificationTitulaire", shape=Shape.ONE, children=(_DOSSIER, _HOLDER, _NATIONAL)),
        Node("verbatim", "comment", _OPTIONAL, _LONG),
    ),
)

CERTIFICATION = Node(
    "certification",
    shape=Shape.ALL,
    children=(
        Node("type", "certification.kind", value=_LONG),
        Node("code", "certification.code", value=_text(1, 100)),
        Node(
            "natureDeposant",
            "certification.depositor",
            _OPTIONAL,
            _listed("CERTIFICATEUR", "TIERS_CONFIANCE"),
        ),
        Node("passageCertifications", shape=Shape.MANY, children=(PASSAGE,)),
    ),
)

_CERTIFIER = Node(
    "certificateur",
    shape=Shape.ALL,
    children=(
        Node("idClient", "certifier.client", value=_CLIENT),
        Node("idContrat", "certifier.contract", value=_text(1, 20)),
        Node("certifications", shape=Shape.MANY, children=(CERTIFICATION,)),
    ),
)

FLOW = Node(
    "flux",
    shape=Shape.ALL,
    children=(
        Node("idFlux", "flow.id", value=_text(1, 50)),
        Node("horodatage", "flow.moment", value=Value(Kind.MOMENT)),
        Node("action", "flow.action", value=_listed("CREATION", "SUPPRESSION"), since=Version.V1_1_5),
        Node(
            "emetteur",
            shape=Shape.ALL,
            children=(
                Node("idClient", "flow.client", value=_CLIENT),
                Node("certificateurs", shape=Shape.ALL, children=(_CERTIFIER,)),
            ),
        ),
    ),
)


def leaves(node: Node) -> tuple[Node, ...]:
    """Every element below that holds a value, in the order of the flow."""
    if node.shape is Shape.VALUE:
        return (node,)
    return tuple(leaf for child in node.children for leaf in leaves(child))


#: The elements that hold a value, by the key of their datum.
BY_KEY = {leaf.key: leaf for leaf in leaves(FLOW)}
