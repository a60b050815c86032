"""Any framework, printed in the form's grammar, is read back exactly."""

from hypothesis import given, settings
from hypothesis import strategies as st

from preuve.domain.competences.model import AssessmentMethod, Block, Competence, Criterion, Framework
from preuve.domain.competences.readers import read_framework
from preuve.domain.competences.words import account_for_words
from tests.domain.competences.framework_documents import Layout, print_framework

NOUNS = [
    "plan",
    "réseau",
    "serveur",
    "service",
    "audit",
    "document",
    "modèle",
    "contrat",
    "client",
    "incident",
    "rapport",
    "tableau",
    "projet",
]
ADJECTIVES = [
    "annuel",
    "complet",
    "interne",
    "distant",
    "stable",
    "régulier",
    "prioritaire",
    "mesurable",
    "(S.I)",
    "non-conforme",
]
LINKS = ["de la", "pour le", "avec un", "et du", "dans les", "ou", "selon la", "par"]
GERUNDS = ["Pilotant", "Mesurant", "Rédigeant", "Validant", "S’appuyant", "Évaluant"]
ACTS = ["Gestion", "Rédaction", "Suivi", "Préparation", "Contrôle", "Organisation"]
VERBS = ["Concevoir", "Gérer", "Définir", "Sécuriser", "Produire"]
LABELS = ["La qualité", "Le respect", "L’efficacité", "Les tests", "La clarté"]


def phrases(openings):
    """A sentence that opens with one of these words and ends with a full stop."""
    pieces = st.lists(
        st.tuples(st.sampled_from(LINKS), st.sampled_from(NOUNS), st.sampled_from(ADJECTIVES)), max_size=9
    )
    return st.builds(
        lambda opening, rest: " ".join([opening, "un plan", *(f"{a} {b} {c}" for a, b, c in rest)]) + ".",
        st.sampled_from(openings),
        pieces,
    )


def criterion_texts():
    label = st.builds(lambda a, b, c: f"{a} {b} {c}", *map(st.sampled_from, (LABELS, LINKS, NOUNS)))
    return st.builds(
        lambda a, b: f"{a} : {b}", label, phrases(["il présente", "elle définit", "ils mesurent"])
    )


@st.composite
def blocks(draw, number, letter):
    count = draw(st.integers(1, 4))
    codes = [f"{letter}{number}.{rank}" for rank in range(1, count + 1)]
    competences = []
    for code in codes:
        texts = draw(st.lists(criterion_texts(), min_size=1, max_size=6))
        criteria = tuple(
            Criterion(f"{code}-{rank}", *text.split(" : ", 1), text)
            for rank, text in enumerate(texts, start=1)
        )
        statement = draw(phrases(VERBS)).removesuffix(".") + " en :"
        practices = tuple(draw(st.lists(phrases(GERUNDS), min_size=1, max_size=8)))
        competences.append(Competence(code, statement, practices, criteria))
    stated = f"{codes[0]} à {codes[-1]}"
    steps = ("Le candidat présente son dossier au jury.", "Le jury questionne le candidat sur ce dossier.")
    return Block(
        code=f"BC{number}",
        title="Conception " + " et ".join(draw(st.lists(st.sampled_from(NOUNS), min_size=1, max_size=3))),
        introduction="L’expert est amené à couvrir les activités suivantes :",
        activities=tuple(draw(st.lists(phrases(ACTS), min_size=1, max_size=9))),
        assessment_methods=(
            AssessmentMethod(stated, tuple(codes), steps),
            AssessmentMethod(stated, tuple(codes), ("Le jury s’assure que :",)),
        ),
        competences=tuple(competences),
    )


@st.composite
def frameworks(draw):
    letter = draw(st.sampled_from(["C", "A", "RC"]))
    numbers = draw(st.lists(st.integers(1, 30), min_size=1, max_size=3, unique=True))
    return Framework("EXPERT EN ESSAIS", "École du Littoral", tuple(draw(blocks(n, letter)) for n in numbers))


@st.composite
def layouts(draw):
    return Layout(
        # a page holds more lines than the longest item, as pages do
        page_height=draw(st.sampled_from([40, 55, 80])),
        widths=draw(st.sampled_from([(38, 62, 32, 34), (30, 50, 30, 30), (36, 70, 28, 40)])),
        bullet=draw(st.sampled_from(["● ", "• ", "▪ "])),
        double_spaced=draw(st.booleans()),
        form_feed=draw(st.booleans()),
        line_end=draw(st.sampled_from(["\n", "\r\n"])),
    )


@given(frameworks(), layouts())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_reads_back_what_was_printed(framework, layout):
    text = print_framework(framework, layout)
    read = read_framework(text.encode(), "essai.txt")
    assert account_for_words(text, read).balanced
    assert (read.title, read.certifier) == (framework.title, framework.certifier)
    assert read.blocks == framework.blocks
