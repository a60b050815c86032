import pytest

from preuve.web.frameworks.review import (
    Locator,
    Review,
    anchor_of,
    counts_of,
    obstacles_to_publication,
    words_for,
)


def lines(items):
    return [item.line for item in items]


@pytest.mark.django_db
def test_each_item_is_found_at_its_line(draft):
    block = Review(draft).block(0)
    assert block.item.line == 3
    assert lines(block.activities.items) == [4, 5]
    assert block.competences[0].item.line == 6
    assert lines(block.competences[0].practices.items) == [7, 8]
    assert lines(block.competences[0].criteria.items) == [9, 10]


@pytest.mark.django_db
def test_list_shown_again_has_the_same_lines(draft):
    review = Review(draft)
    again = review.list_at("blocks/0/competences/0/criteria")
    assert again == review.block(0).competences[0].criteria


def test_repeated_texts_are_found_one_after_the_other():
    locator = Locator("Tester le code\nDocumenter\nTester le code\n")
    first, after = locator.line_of("Tester le code")
    assert (first, locator.line_of("Tester le code", after)[0]) == (1, 3)


def test_words_cut_by_a_line_break_are_found_where_they_begin():
    assert Locator("a\nles services\ndu cloud sont prêts").line_of("services du cloud")[0] == 2


def test_text_that_is_not_in_the_source_has_no_line():
    assert Locator("rien de tel").line_of("autre chose ici")[0] is None
    assert Locator("").line_of("")[0] is None


def test_obstacles_are_said_in_words_with_their_place(content):
    assert obstacles_to_publication(content) == []
    content["blocks"][0]["activities"][1] = " "
    content["blocks"][0]["competences"][0]["criteria"] = []
    content["blocks"][0]["assessment_methods"][0]["applies_to"] = ["C1.1", "C9.9"]
    found = [(obstacle.sentence, obstacle.anchor) for obstacle in obstacles_to_publication(content)]
    assert found == [
        ("Un texte est vide : BC1, activité\N{NO-BREAK SPACE}2.", "item-blocks-0-activities-1"),
        (
            (
                "Une modalité s’applique à C9.9, qui n’est pas une compétence du bloc : "
                "BC1, modalité\N{NO-BREAK SPACE}1."
            ),
            "item-blocks-0-assessment_methods-0",
        ),
        (
            "La compétence C1.1 n’a aucun critère d’évaluation.",
            "at-blocks-0-competences-0-criteria",
        ),
    ]


def test_texts_that_do_not_fit_are_obstacles(content):
    content["title"] = "x" * 256
    content["blocks"][0]["competences"][0]["code"] = content["blocks"][0]["assessment_methods"][0][
        "applies_to"
    ][0] = "C" * 21
    assert [obstacle.sentence for obstacle in obstacles_to_publication(content)] == [
        "Titre : 256 caractères, au plus 255.",
        "Code de la compétence : 21 caractères, au plus 20.",
    ]


def test_pointers_lead_to_what_the_page_shows(content):
    assert anchor_of("/blocks/0/competences/0/code") == "item-blocks-0-competences-0"
    assert anchor_of("/blocks/0/activities") == "at-blocks-0-activities"
    assert anchor_of("/blocks") == "tree"
    assert anchor_of("/title") == "item-head"
    assert (
        words_for("/blocks/0/competences/0/practices/1", content) == "BC1, C1.1, pratique\N{NO-BREAK SPACE}2"
    )


def test_counts(content):
    counts = counts_of(content)
    assert (counts.blocks, counts.activities, counts.competences, counts.practices, counts.criteria) == (
        1,
        2,
        1,
        2,
        2,
    )
