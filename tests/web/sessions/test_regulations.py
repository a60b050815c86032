import pytest
from django.urls import reverse

from preuve.domain.assessment.regulations import Regulations as RegulationsValue
from preuve.domain.assessment.regulations_json import regulations_from_dict, regulations_to_dict
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.actions.jurors import JurorProfile, create_juror
from preuve.web.sessions.actions.regulations import update_regulations
from preuve.web.sessions.forms.regulations import RegulationsForm, parameters
from preuve.web.sessions.forms.regulations_words import GROUPS, WORDS
from preuve.web.sessions.models import Juror, Regulations
from tests.factories.people import make_organisation
from tests.factories.sessions import make_juror, make_regulations


def typed(current=None, **changes):
    """What a browser sends when the form is left as it is shown."""
    form = RegulationsForm(current=current, name="Règlement 2027")
    data = {"name": "Règlement 2027"}
    for name, field in form.fields.items():
        value = form[name].value()
        if value is not True and value is not False:
            data[name] = field.prepare_value(value) if hasattr(field, "prepare_value") else value
        elif value:
            data[name] = "on"
    data["level-TOTAL_FORMS"], data["level-INITIAL_FORMS"] = "5", "3"
    for row in form.levels:
        for field in row:
            value = field.value()
            if value is not None and value is not False:
                data[field.html_name] = "on" if value is True else value
    return {key: "" if value is None else value for key, value in (data | changes).items()}


def test_every_parameter_has_its_words():
    assert {f"{group}__{name}" for group, name, _kind, _bounds in parameters()} == set(WORDS)
    assert {group for group, _name, _kind, _bounds in parameters()} == set(GROUPS)


def test_the_form_left_as_shown_gives_the_same_regulations():
    form = RegulationsForm(typed())
    assert form.is_valid(), form.errors
    assert form.value == RegulationsValue()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("panel__minimum_members", "1", "supérieure ou égale à 2"),
        ("panel__external_share", "40 %", "comprise entre 1/2 et 1"),
        ("panel__external_share", "beaucoup", "Écrivez une part"),
        ("panel__quorum", "3", "contredit"),
        ("scale__comment_required_at", "zero", "n’est pas un niveau"),
    ],
)
def test_a_refused_value_is_said_beside_its_field(field, value, words):
    form = RegulationsForm(typed(**{field: value}))
    assert not form.is_valid()
    assert words in str(form.errors[field])


def test_a_scale_that_does_not_rise_is_refused():
    form = RegulationsForm(typed(**{"level-1-value": "9"}))
    assert not form.is_valid()
    assert "Chaque niveau doit valoir plus" in str(form.errors)


def test_a_share_reads_percents_and_commas():
    form = RegulationsForm(typed(competence__acquired_share="60 %", block__threshold="0,5"))
    assert form.is_valid(), form.errors
    assert (str(form.value.competence.acquired_share), str(form.value.block.threshold)) == ("3/5", "1/2")


def test_written_copied_and_kept_once_used(manager, session, signed_in):
    client = signed_in(manager)
    assert client.post(reverse("regulations_new"), typed(panel__minimum_members="3")).status_code == 302
    made = Regulations.objects.get(name="Règlement 2027")
    assert regulations_from_dict(made.data).panel.minimum_members == 3
    again = client.post(f"{reverse('regulations_new')}?from={made.pk}", typed())
    assert again.status_code == 422
    assert "déjà ce nom" in again.content.decode()
    changed = client.post(reverse("regulations_edit", args=[made.pk]), typed(panel__minimum_members="4"))
    assert changed.status_code == 302
    made.refresh_from_db()
    assert regulations_from_dict(made.data).panel.minimum_members == 4
    with pytest.raises(ActionRefusedError, match="ne change plus"):
        update_regulations(
            actor=manager, regulations=session.regulations, name="X", value=regulations_from_dict(made.data)
        )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_ask_the_same_at_any_length(manager, signed_in, django_assert_num_queries, rows):
    for _ in range(rows):
        make_regulations()
        make_juror()
    client = signed_in(manager)
    with django_assert_num_queries(3):
        client.get(reverse("regulations_list"))
    with django_assert_num_queries(5):
        client.get(reverse("jurors"))


def test_a_juror_gets_the_role_and_what_the_rules_need(manager, session, signed_in):
    certification = session.framework_version.certification
    data = {
        "email": "Yann@acme.example",
        "last_name": "Roy",
        "first_name": "Yann",
        "job_title": "Architecte",
        "sex": "M",
        "organisations": [make_organisation(kind="company").pk],
        "new_organisation": "ACME",
        "may_chair": "on",
        f"blocks_{certification.pk}": ["BC1"],
    }
    assert signed_in(manager).post(reverse("juror_new"), data).status_code == 302
    juror = Juror.objects.get(user__email="yann@acme.example")
    assert [grant.role for grant in juror.user.role_grants.all()] == ["juror"]
    assert juror.organisations.count() == 2
    assert juror.qualifications.get().block_codes == ["BC1"]
    profile = JurorProfile("", may_chair=False, salaried_by_certifier=False, sex="", organisations=[])
    with pytest.raises(ActionRefusedError, match="déjà juré"):
        create_juror(
            actor=manager, email="yann@acme.example", first_name="Y", last_name="roy", profile=profile
        )


@pytest.mark.django_db
def test_defaults_are_written_whole():
    assert make_regulations().data == regulations_to_dict(RegulationsValue())
