import pytest

from preuve.web.frameworks.editing import Kind, NoSuchPlaceError, Op, Place, edited, values_at

ACTIVITIES = "blocks/0/activities"
PRACTICES = "blocks/0/competences/0/practices"
CRITERIA = "blocks/0/competences/0/criteria"


def do(content, path, op, **values):
    return edited(content, Place.parse(path), op, values)


def criteria_of(content):
    return [
        (c["id"], c["label"], c["expectation"]) for c in content["blocks"][0]["competences"][0]["criteria"]
    ]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", Kind.HEAD),
        ("blocks/0", Kind.BLOCK),
        ("blocks/0/activities/12", Kind.ACTIVITY),
        ("blocks/0/assessment_methods/0", Kind.METHOD),
        ("blocks/0/assessment_methods/0/steps/1", Kind.STEP),
        ("blocks/3/competences/2", Kind.COMPETENCE),
        ("blocks/0/competences/0/practices/0", Kind.PRACTICE),
        ("blocks/0/competences/0/criteria/0", Kind.CRITERION),
    ],
)
def test_place_says_its_kind(path, kind):
    place = Place.parse(path)
    assert (place.kind, place.path) == (kind, path)


@pytest.mark.parametrize(
    "path",
    [
        "title",
        "blocks",
        "blocks/x",
        "blocks/-1",
        "blocks/00",
        "blocks/0/steps/0",
        "blocks/0/activities/0/steps/0",
        "blocks/0/competences/0/steps/0",
        "blocks/0/competences/0/criteria/0/text",
        "blocks/99999",
        "/blocks/0",
    ],
)
def test_what_no_framework_holds_is_no_place(path):
    with pytest.raises(NoSuchPlaceError):
        Place.parse(path)


def test_saving_a_criterion_splits_it_again(content):
    after = do(content, f"{CRITERIA}/1", Op.SAVE, text="Le délai : il est tenu")
    assert criteria_of(after) == [
        ("C1.1-1", "La clarté du plan", "il est compris de tous"),
        ("C1.1-2", "Le délai", "il est tenu"),
    ]
    assert criteria_of(content)[1] == ("C1.1-2", "La tenue du délai", "")


def test_inserted_and_moved_criteria_are_numbered_by_rank(content):
    after = do(content, f"{CRITERIA}/0", Op.INSERT, text="Le coût : il est tenu")
    assert [c[:2] for c in criteria_of(after)] == [
        ("C1.1-1", "Le coût"),
        ("C1.1-2", "La clarté du plan"),
        ("C1.1-3", "La tenue du délai"),
    ]
    moved = do(after, f"{CRITERIA}/0", Op.DOWN)
    assert [c[:2] for c in criteria_of(moved)][:2] == [("C1.1-1", "La clarté du plan"), ("C1.1-2", "Le coût")]


def test_merging_joins_with_the_next(content):
    assert do(content, f"{ACTIVITIES}/0", Op.MERGE)["blocks"][0]["activities"] == [
        "Écrire un plan d’essai Choisir les outils du banc"
    ]
    merged = do(content, f"{CRITERIA}/0", Op.MERGE)
    assert criteria_of(merged) == [
        ("C1.1-1", "La clarté du plan", "il est compris de tous La tenue du délai")
    ]


def test_renaming_a_competence_renames_it_in_methods_and_ids(content):
    after = do(content, "blocks/0/competences/0", Op.SAVE, code="C1.9", statement="Concevoir")
    assert after["blocks"][0]["assessment_methods"][0]["applies_to"] == ["C1.9"]
    assert [c[0] for c in criteria_of(after)] == ["C1.9-1", "C1.9-2"]
    assert after["blocks"][0]["competences"][0]["practices"] == [
        "Écrivant le protocole de mesure",
        "Réglant le banc",
    ]


def test_removing_a_competence_leaves_no_method_pointing_at_it(content):
    after = do(content, "blocks/0/competences/0", Op.REMOVE)
    assert after["blocks"][0]["competences"] == []
    assert after["blocks"][0]["assessment_methods"][0]["applies_to"] == []


def test_new_parts_start_empty(content):
    after = do(content, "blocks/1", Op.INSERT, code="BC2", title="Autre", introduction="")
    assert after["blocks"][1] == {
        "code": "BC2",
        "title": "Autre",
        "introduction": "",
        "activities": [],
        "assessment_methods": [],
        "competences": [],
    }
    method = do(after, "blocks/1/assessment_methods/0", Op.INSERT, stated_range="C2.1", applies_to=["C2.1"])
    assert method["blocks"][1]["assessment_methods"] == [
        {"stated_range": "C2.1", "applies_to": ["C2.1"], "steps": []}
    ]
    competence = do(after, "blocks/1/competences/0", Op.INSERT, code="C2.1", statement="Savoir")
    assert competence["blocks"][1]["competences"] == [
        {"code": "C2.1", "statement": "Savoir", "practices": [], "criteria": []}
    ]


@pytest.mark.parametrize(
    ("path", "op"),
    [
        (f"{ACTIVITIES}/0", Op.UP),
        (f"{ACTIVITIES}/1", Op.DOWN),
        (f"{ACTIVITIES}/1", Op.MERGE),
        (f"{ACTIVITIES}/2", Op.SAVE),
        (f"{ACTIVITIES}/3", Op.INSERT),
        ("blocks/1/activities/0", Op.INSERT),
        ("blocks/0", Op.MERGE),
        ("", Op.REMOVE),
    ],
)
def test_nowhere_to_go(content, path, op):
    with pytest.raises(NoSuchPlaceError):
        do(content, path, op, text="x")


@pytest.mark.parametrize(
    ("path", "op", "shown"),
    [
        ("", Op.SAVE, "head"),
        ("blocks/0", Op.SAVE, "blocks/0"),
        ("blocks/0", Op.UP, ""),
        (f"{PRACTICES}/1", Op.REMOVE, PRACTICES),
        ("blocks/0/competences/0", Op.SAVE, "blocks/0"),
        ("blocks/0/assessment_methods/0", Op.DOWN, "blocks/0"),
    ],
)
def test_smallest_part_of_the_page_is_shown_again(path, op, shown):
    assert Place.parse(path).shown_in(op) == shown


def test_values_are_what_a_person_edits(content):
    assert values_at(content, Place.parse("")) == {"title": "Expert en essais", "certifier": "Essais SA"}
    assert values_at(content, Place.parse(f"{CRITERIA}/1")) == {"text": "La tenue du délai"}
    assert values_at(content, Place.parse("blocks/0/assessment_methods/0")) == {
        "stated_range": "C1.1",
        "applies_to": ["C1.1"],
    }
