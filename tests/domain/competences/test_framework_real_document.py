"""The référentiel "Expert(e) en ingénierie informatique": values typed from reading the document."""

import pytest

from preuve.domain.competences.model import Framework
from preuve.domain.competences.words import WordAccount, account_for_words

ENGLISH = (
    "La compréhension des documentations et les référentiels en anglais : ils sont correctement utilisés "
    "et sans "
    "erreur d’interprétation."
)
CRITERIA_PER_COMPETENCE = {
    "C1.1": 4, "C1.2": 5, "C1.3": 6, "C1.4": 5, "C1.5": 5,
    "C2.1": 5, "C2.2": 5, "C2.3": 6, "C2.4": 6,
    "C3.1": 8, "C3.2": 5, "C3.3": 4, "C3.4": 7,
    "C4.1": 6, "C4.2": 7, "C4.3": 4, "C4.4": 5, "C4.5": 6,
}  # fmt: skip
PRACTICES_PER_COMPETENCE = {
    "C1.1": 16, "C1.2": 10, "C1.3": 8, "C1.4": 11, "C1.5": 5,
    "C2.1": 7, "C2.2": 14, "C2.3": 10, "C2.4": 10,
    "C3.1": 17, "C3.2": 7, "C3.3": 8, "C3.4": 11,
    "C4.1": 11, "C4.2": 12, "C4.3": 11, "C4.4": 13, "C4.5": 18,
}  # fmt: skip

CRITERIA = {
    "C1.1-1": "Les solutions proposées sont pertinentes, la problématique est identifiée, présentée et "
    "démontre que les "
    "objectifs de la demande du client sont compris.",
    "C1.1-2": "Respect de la législation en vigueur : les preuves de l’étude de faisabilité sont "
    "présentées et respectent "
    "les contraintes définies.",
    "C1.1-4": "L’adéquation du macroplanning avec le projet, il présente de manière claire et précise les "
    "équipes "
    "participant au projet, les périodes et les durées durant lesquelles ils interviennent; les durées "
    "prévisionnelles "
    "sont réalistes",
    "C1.2-3": "La conformité des nouvelles briques du système d’information : elles sont compatibles avec "
    "l’existant, "
    "les interfaces d’intégration sont justes, l’amélioration du service est démontrée",
    "C1.5-3": "La pertinence du système pour recueillir : Les informations en fonction du caractère formel "
    "ou informel "
    "de l’indicateur ; la justesse de l’interprétation des résultats obtenus par rapport aux cibles "
    "inscrites dans les "
    "accords sur les niveaux de services.",
    "C2.1-1": "L’efficacité du planning initial d’implémentation des nouveaux services: il prend en compte "
    "les "
    "contraintes — qualité coût et délai —",
    "C2.2-2": "La conformité des nouveaux services : ils prennent en compte les environnements hybrides et "
    "les services "
    "du clou, la non-régression est démontrée.",
    "C2.3-3": "La validation des tests : les résultats des tests permettent de valider les mises en — "
    "production et le "
    "déploiement —",
    "C2.4-1": "L’intégration des actifs de services dans le système de gestion des configurations : elle "
    "permet de "
    "s’assurer que la granularité nécessaire à l’entreprise et les interdépendances entre les actifs de "
    "services sont "
    "prises en compte.",
    "C3.1-4": "La fonctionnalité du système de distribution des mises à jour il permet la sélection, "
    "l’approbation et la "
    "distribution automatisée des mises à jour.",
    "C3.1-8": ENGLISH,
    "C3.2-4": "La mise en place du système d’audit : il permet de consigner les tentatives des "
    "authentifications "
    "-fructueuses et infructueuses-, les informations recueillies dans les journaux sont traitées et "
    "interprétées",
    "C3.3-1": "La confidentialité et l’intégrité des données entre les utilisateurs nomades ou les sites "
    "distants avec "
    "l’entreprise: elles sont sécurisées lors des échanges.",
    "C3.3-2": "L’authenticité et la non-répudiation: elles sont assurées par un système de gestion des "
    "clés publiques.",
    "C3.4-4": "La comparaison entre les informations recueillies et les cibles définies dans les accords "
    "de niveau de "
    "services : le résultat permet de mesurer les écarts de niveau de services attendu et réel.",
    "C4.1-6": ENGLISH,
    "C4.2-4": "La qualité de la documentation du code : le code est documenté ou auto-documenté",
    "C4.2-6": "La mise à jour des connaissances technologiques : les nouveautés technologiques sont "
    "intégrées dans la "
    "solution.",
    "C4.3-2": "La complétude des données : les besoins fonctionnels sont couverts, il n’existe pas de "
    "doublon "
    "d’informations",
    "C4.4-1": "L’intégrité et la confidentialité des données : les droits d’accès correspondent aux "
    "habilitations, le "
    "niveau de confidentialité demandé et respecté, les utilisateurs sont authentifiés et leurs actions "
    "peuvent être "
    "tracées, les flux sont sécurisés en fonction de la criticité des données.",
    "C4.4-3": "La clarté des procédures et les modes opératoires: ils sont clairs, documentés et "
    "opérationnels.",
    "C4.5-6": ENGLISH.removesuffix("."),
}

PRACTICES = {
    ("C1.1", 9): "Produisant un cahier des charges formalisant les besoins du client",
    ("C1.1", 10): "Faisant appel aux compétences internes ou externes nécessaires au projet",
    (
        "C1.2",
        7,
    ): "Adaptant l’architecture du système d’information en fonction des besoins en termes de capacité et de "
    "disponibilité.",
    (
        "C1.3",
        7,
    ): "Mobilisant les connaissances du processus de gestion de la sécurité, les connaissances des risques "
    "et "
    "des menaces informatiques encourues et leurs causes, les connaissances sur la réglementation relative "
    "à la "
    "protection des données en France et en Europe (CNIL, RGPD).",
    (
        "C1.5",
        5,
    ): "Faisant appel et en mobilisant les connaissances des principes d'ITIL, ainsi que les connaissances "
    "des "
    "principes de gestion de niveaux de services (SLM)",
    ("C2.2", 14): "Assurant une veille technologique y compris en anglais à partir de l’analyse de sources "
    "d’information, de documentations spécialisées et des sites Web.",
    (
        "C2.4",
        10,
    ): "En mobilisant les connaissances des principes généraux d'ITIL, les connaissances du processus de "
    "gestion des actifs et des configurations, ainsi que les connaissances du processus de gestion des "
    "changements.",
    ("C3.3", 2): "Pilotant et/ou en gérant les connexions site à sites",
    ("C3.4", 7): "Pilotant et/ou en créant des tableaux de synthèses à partir des journaux d'événements",
    (
        "C4.1",
        9,
    ): "Faisant appel à la maîtrise des langages web et aux connaissances des frameworks les plus courants : "
    "HTML CSS, Javascript, PHP, Vuejs, Laravel, symfony, angular, REACT …",
    (
        "C4.3",
        1,
    ): "Recensant les informations du domaine étudié et en prenant en compte les spécificités des clients - "
    "internes ou externes.",
    (
        "C4.3",
        9,
    ): "Faisant appel aux connaissances du système de gestion de base de données relationnelles, formats de "
    "données - Json, Xml, index, …- , avantages et inconvénients du relationnel et du non relationnel, du "
    "langage de "
    "requêtes pour la base utilisée, différents types de codages des données, la bonne connaissance des "
    "outils.",
    ("C4.4", 4): "Pilotant et/ou en réalisant la sauvegarde et la restauration des services",
    (
        "C4.5",
        9,
    ): "Pilotant et/ou en réalisant l’optimisation des traitements, des requêtes et des paramétrages…).",
}

ACTIVITIES = {
    ("BC1", 1): "En fonction des besoins exprimés par le client, proposition d’une solution technique",
    (
        "BC1",
        11,
    ): "Mise en place des mesures proactives qui vont assurer la continuité des services et les mesures "
    "réactives qui vont permettre la reprise après sinistre.",
    ("BC1", 13): "Négociation des niveaux de services attendus.",
    ("BC2", 2): "Mise en exploitation des nouveaux services,",
    ("BC2", 14): "Réalisation de revues post-installations",
    (
        "BC3",
        9,
    ): "Surveillance des flux réseaux et des fonctionnements des éléments du système d’information (S.I).",
    ("BC4", 9): "Mise en place des processus de gestion, d’analyse et d’amélioration continue.",
}

STEPS = (
    (
        "Soutenance orale devant jury d’un portfolio électronique réalisé par le candidat en amont de la "
        "session à partir de cas réalisés en entreprise et/ou d’études de cas (réelles ou reconstituées) :"
    ),
    (
        "Le candidat présente son portfolio électronique de compétences à l’aide d’un support de "
        "présentation qu’il a constitué en amont de la session."
    ),
    (
        "Le jury questionne le candidat sur la base de son portfolio électronique et de sa présentation, "
        "afin de s’assurer de la maîtrise des compétences de cette activité."
    ),
)


def test_has_the_figures_of_the_document(framework: Framework):
    assert [block.code for block in framework.blocks] == ["BC1", "BC2", "BC3", "BC4"]
    assert [len(block.activities) for block in framework.blocks] == [13, 14, 9, 9]
    assert {c.code: len(c.criteria) for c in framework.competences} == CRITERIA_PER_COMPETENCE
    assert {c.code: len(c.practices) for c in framework.competences} == PRACTICES_PER_COMPETENCE
    totals = (45, 18, 199, 99)
    assert totals == (
        sum(len(block.activities) for block in framework.blocks),
        len(framework.competences),
        sum(len(competence.practices) for competence in framework.competences),
        len(framework.criteria),
    )


def test_numbers_the_criteria_in_document_order(framework):
    expected = [f"{code}-{rank}" for code, n in CRITERIA_PER_COMPETENCE.items() for rank in range(1, n + 1)]
    assert [criterion.id for criterion in framework.criteria] == expected


def test_reads_the_headings(framework):
    assert (framework.title, framework.certifier) == (
        "EXPERT(E) EN INGENIERIE INFORMATIQUE",
        "AFIP FORMATIONS",
    )
    assert [block.title for block in framework.blocks] == [
        "Conception des services d’infrastructure et logiciel",
        "Planification, implémentation, déploiement et gestion des services informatiques",
        "Administration, gestion et sécurisation des solutions d’infrastructure systèmes et réseaux",
        "Développement, sécurisation et optimisation des services et des solutions logicielles",
    ]
    assert framework.blocks[1].introduction == (
        "L'expert en ingénierie informatique, ordonnance, planifie et mets en production des services, "
        "tout en assurant "
        "leur bon fonctionnement, il est amené à couvrir les activités suivantes:"
    )
    statements = {c.code: c.statement for c in framework.competences}
    assert statements["C1.4"] == (
        "Gérer les risques, élaborer les plans de reprise et de continuité d’activité, pour répondre aux "
        "menaces et "
        "risques informatiques ou environnementaux en :"
    )
    assert statements["C4.1"] == (
        "Développer des composants web nécessaires aux services et publier les solutions — web full stack "
        "—, afin de "
        "répondre aux besoins exprimés, en:"
    )


@pytest.mark.parametrize(("id_", "text"), CRITERIA.items())
def test_joins_the_criterion(framework, id_, text):
    assert next(criterion.text for criterion in framework.criteria if criterion.id == id_) == text


@pytest.mark.parametrize(("place", "text"), PRACTICES.items())
def test_joins_the_practice(framework, place, text):
    code, rank = place
    assert next(c.practices[rank - 1] for c in framework.competences if c.code == code) == text


@pytest.mark.parametrize(("place", "text"), ACTIVITIES.items())
def test_joins_the_activity(framework, place, text):
    code, rank = place
    assert next(block.activities[rank - 1] for block in framework.blocks if block.code == code) == text


def test_says_the_english_sentence_thirteen_times(framework):
    assert sum(c.text.removesuffix(".") == ENGLISH.removesuffix(".") for c in framework.criteria) == 13


def test_splits_label_and_expectation(framework):
    criteria = {c.id: (c.label, c.expectation) for c in framework.criteria}
    assert criteria["C4.3-1"][0] == "La cohérence des schémas des données"
    assert criteria["C2.2-1"] == (
        "L’opérationnalité des éléments physiques et/ou virtuels",
        "ils sont efficients et respectent le cahier des charges.",
    )
    assert criteria["C1.1-1"] == (CRITERIA["C1.1-1"], "")


def test_reads_the_methods_and_the_range_each_states(framework):
    c4 = ("C4.1", "C4.2", "C4.3", "C4.4", "C4.5")
    methods = [
        [(m.stated_range, m.applies_to) for m in block.assessment_methods] for block in framework.blocks
    ]
    c1, c2, c3 = (tuple(f"C{b}.{n}" for n in range(1, last + 1)) for b, last in ((1, 5), (2, 4), (3, 4)))
    assert methods == [
        [("C1.1 à C1.5", c1), ("C1.1 à C1.5", c1)],
        [("C2.1 à C2.4", c2), ("C2.1 à C2.4", c2)],
        [("C3.1 à C3.4", c3), ("C3.1 à C3.4", c3)],
        [("C4.1 à C4", c4), ("C4.1 à C4.4", c4[:4])],
    ]
    assert [block.assessment_methods[0].steps for block in framework.blocks] == [STEPS] * 4
    assert [block.assessment_methods[1].steps for block in framework.blocks] == [
        ("Le jury s’assure que/de/du:",),
        ("Le jury s’assure que/de/du :",),
        ("Le jury s’assure que/de/du :",),
        ("Le jury s’assure que/de/du:",),
    ]
    assert [m.introduces_criteria for m in framework.blocks[0].assessment_methods] == [False, True]


def test_warns_of_the_oddities_and_of_nothing_else(framework):
    assert [(w.code, w.line) for w in framework.warnings] == [
        ("label-without-colon", 125),
        ("label-without-colon", 305),
        ("duplicate-label", 1300),
        ("label-without-colon", 1627),
        ("range-incomplete", 2130),
        ("range-mismatch", 2174),
        ("range-stops-short", 2174),
        ("item-without-bullet", 2833),
    ]
    messages = {w.code: w.message for w in framework.warnings}
    assert messages["duplicate-label"] == (
        "Les critères C2.3-2 et C2.3-3 ont le même intitulé : « La validation des tests »."
    )
    assert (
        messages["range-stops-short"]
        == "Hors de l’étendue « C4.1 à C4.4 », pourtant avec des critères : C4.5."
    )


def test_leaves_only_the_form_and_the_page_furniture_unassigned(framework):
    assert [u.line for u in framework.unassigned] == [
        3, 6, 8, 9, 10, 11, 13, 14, 15, 17, 19, 20, 21, 23, 25, 26, 28, 30, 31, 33, 34,
        147, 148, 795, 1062, 2032, 2842,
    ]  # fmt: skip
    assert framework.unassigned[-2].text == "ELEMENTS COMPLEMENTAIRES RELATIFS A LA DEMANDE"


def test_every_word_in_is_a_word_out(source, text, framework):
    words = sum(any(c.isalnum() for c in token) for token in text.split())
    # the headings "Bloc 1" … "BLOC 4" count as one word each
    assert account_for_words(source, framework) == WordAccount(read=words - 4, lost=(), invented=())
