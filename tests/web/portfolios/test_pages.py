from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from preuve.web.accounts.models import Role
from preuve.web.portfolios import actions
from preuve.web.portfolios.models import Portfolio
from tests.factories.people import make_person
from tests.web.portfolios.conftest import DESCRIPTION


@pytest.fixture
def fill(portfolio, add_text, claim, now):
    """Return a function that puts `n` of everything into the portfolio."""

    def put(n: int) -> None:
        for number in range(n):
            case = actions.create_case(
                actor=portfolio.candidate,
                portfolio=portfolio,
                description=DESCRIPTION | {"title": f"Cas {n} {number}"},
                activities=[],
                now=now,
            )
            piece = add_text(f"Texte {n} {number}", case)
            claim(piece, "C1.1-1", "C1.1-2")
            actions.add_file(
                actor=portfolio.candidate,
                portfolio=portfolio,
                case=case,
                upload=SimpleUploadedFile(f"{n}-{number}.txt", b"texte"),
                now=now,
            )
            actions.add_feedback(
                actor=portfolio.trainer, portfolio=portfolio, criterion="C1.1-1", text=f"{n} {number}"
            )

    return put


@pytest.mark.parametrize(
    ("name", "owner", "follower"),
    [
        ("portfolio", 12, 11),
        ("coverage_matrix", 8, 8),
        ("submission_checklist", 9, 9),
        ("self_assessment", 7, 7),
    ],
)
def test_queries_of_a_portfolio_pages(
    portfolio, fill, signed_in, django_assert_num_queries, name, owner, follower
):
    url = reverse(name, args=[portfolio.pk])
    clients = [(signed_in(portfolio.candidate), owner), (signed_in(portfolio.trainer), follower)]
    for n in (1, 3):
        fill(n)
        for client, queries in clients:
            client.get(url)
            with django_assert_num_queries(queries):
                assert client.get(url).status_code == 200


@pytest.mark.parametrize("n", [1, 3])
def test_queries_of_the_panel_the_case_and_the_piece(
    portfolio, fill, signed_in, django_assert_num_queries, n
):
    fill(n)
    client = signed_in(portfolio.candidate)
    for url, queries in [
        (reverse("criterion_panel", args=[portfolio.pk, "C1.1-1"]), 9),
        (reverse("case", args=[portfolio.cases.first().pk]), 6),
        (reverse("evidence", args=[portfolio.evidence.first().pk]), 4),
    ]:
        client.get(url)
        with django_assert_num_queries(queries):
            assert client.get(url).status_code == 200


@pytest.mark.parametrize("n", [1, 3])
def test_queries_of_the_list(portfolio, fill, signed_in, django_assert_num_queries, n):
    fill(1)
    for _number in range(n - 1):
        Portfolio.objects.create(
            candidate=make_person(Role.CANDIDATE),
            framework_version=portfolio.framework_version,
            block_codes=["BC1"],
            trainer=portfolio.trainer,
        )
    client = signed_in(portfolio.trainer)
    client.get(reverse("portfolios"))
    with django_assert_num_queries(3):
        page = client.get(reverse("portfolios")).content.decode()
    assert page.count('<th scope="row">') == n
    assert "2/8" in page


def test_the_list_by_key_by_name_and_by_state(portfolio, signed_in, monkeypatch):
    monkeypatch.setattr("preuve.web.portfolios.queries.listing.PAGE", 2)
    for name in ("Zola", "Proust"):
        Portfolio.objects.create(
            candidate=make_person(Role.CANDIDATE, last_name=name),
            framework_version=portfolio.framework_version,
            block_codes=["BC1"],
            state="submitted",
        )
    client = signed_in(make_person(Role.AUDITOR))
    first = client.get(reverse("portfolios"))
    assert [str(row.portfolio.candidate) for row in first.context["page"].rows] == [
        "Camille Proust",
        "Camille Zola",
    ]
    second = client.get(reverse("portfolios") + first.context["next_url"])
    assert [row.portfolio for row in second.context["page"].rows] == [portfolio]
    assert second.context["next_url"] == ""
    for query, count in [
        ("q=zola+camille", 1),
        ("etat=submitted", 2),
        ("q=%00", 2),
        ("avant=x", 2),
        ("avant=1", 0),
    ]:
        assert len(client.get(reverse("portfolios") + f"?{query}").context["page"].rows) == count


def test_my_portfolio(portfolio, signed_in):
    client = signed_in(portfolio.candidate)
    assert client.get(reverse("portfolio_mine")).url == reverse("portfolio", args=[portfolio.pk])
    Portfolio.objects.create(
        candidate=portfolio.candidate, framework_version=portfolio.framework_version, block_codes=["BC1"]
    )
    assert client.get(reverse("portfolio_mine")).content.decode().count("box__title") == 2
    nobody = signed_in(make_person(Role.CANDIDATE)).get(reverse("portfolio_mine"))
    assert "Vous n’avez pas encore de portfolio" in nobody.content.decode()


def test_the_matrix_in_words(portfolio, case, add_text, claim, signed_in):
    claim(add_text("a", case), "C1.1-1")
    claim(add_text("b", case), "C1.1-1")
    claim(add_text("c"), "C1.1-1")
    actions.add_feedback(actor=portfolio.trainer, portfolio=portfolio, criterion="C1.1-2", text="Et ceci ?")
    page = (
        signed_in(portfolio.candidate).get(reverse("coverage_matrix", args=[portfolio.pk])).content.decode()
    )
    base = reverse("coverage_matrix", args=[portfolio.pk])
    assert (
        f'<td><a class="cell" href="{base}C1.1-1/?cas={case.pk}" '
        'aria-label="C1.1-1, Refonte du portail : 2 argumentaires">' in page
    )
    assert 'aria-label="C1.1-1, Sans cas : 1 argumentaire"' in page
    assert 'aria-label="C2.2-2, Sans cas : aucun argumentaire"' in page
    assert page.count("is-missing") == 7
    assert page.count("commentaire en attente") == 2  # the row and the legend
    assert "1 critère argumenté sur 8" in page


def test_hostile_titles_are_only_words(portfolio, add_text, signed_in, now):
    title = "\"><script>alert('x')</script>"
    case = actions.create_case(
        actor=portfolio.candidate,
        portfolio=portfolio,
        description=DESCRIPTION | {"title": title},
        activities=[],
        now=now,
    )
    piece = add_text(title, case)
    client = signed_in(portfolio.candidate)
    for url in [
        reverse("portfolio", args=[portfolio.pk]),
        reverse("coverage_matrix", args=[portfolio.pk]),
        reverse("criterion_panel", args=[portfolio.pk, "C1.1-1"]),
        reverse("case", args=[case.pk]),
        reverse("evidence", args=[piece.pk]),
    ]:
        assert "<script>alert" not in client.get(url).content.decode()


@pytest.mark.usefixtures("case")
def test_after_the_deadline_the_pages_offer_no_writing(portfolio, signed_in, now):
    actions.move_deadline(actor=portfolio.trainer, portfolio=portfolio, due_at=now - timedelta(days=1))
    page = signed_in(portfolio.candidate).get(reverse("portfolio", args=[portfolio.pk])).content.decode()
    assert ("La date limite est passée" in page, "data-upload" in page) == (True, False)


def test_the_panel_is_a_part_and_the_address_a_page(portfolio, signed_in):
    client, url = signed_in(portfolio.candidate), reverse("criterion_panel", args=[portfolio.pk, "C1.1-1"])
    part = client.get(url, headers={"HX-Request": "true", "HX-Target": "panel"}).content.decode()
    assert ("<html" in part, "panel__head" in part) == (False, True)
    assert "<html" in client.get(url).content.decode()
    assert client.get(reverse("criterion_panel", args=[portfolio.pk, "C9.9-9"])).status_code == 404
