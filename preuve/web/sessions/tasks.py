"""What a page does not wait for: letters by mail, long lists of candidates."""

from email.mime.text import MIMEText

from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from preuve.web.accounts.models import User
from preuve.web.background import app
from preuve.web.documents import compile_pdf
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.models import Convocation, RosterUpload
from preuve.web.sessions.queries.convocations import invitation_of, letter_data, letter_of

LETTER_TEMPLATE = "sessions/templates/sessions/convocation.typ"


@app.task(queue="mail", retry=5)
def mail_letter(*, convocation_id: int) -> None:
    """Send a letter with its PDF and one calendar event per defence; once, however often the task runs."""
    first = Convocation.objects.select_related("recipient", "defence").get(pk=convocation_id)
    letter = letter_of(first)
    if all(row.sent_at for row in letter):
        return
    with translation.override(first.recipient.language):
        letter_message(letter).send()
    Convocation.objects.filter(letter=first.letter, sent_at=None).update(sent_at=timezone.now())


def letter_message(letter: list[Convocation]) -> EmailMessage:
    """Return the mail of a letter, in the active language."""
    data = letter_data(letter)
    first = letter[0]
    message = EmailMessage(
        subject=f"{data['title']} — {first.content['session']}",
        body=_("Bonjour,\n\n%(opening)s\n\nVotre lettre est jointe à ce message.\n\n%(certifier)s")
        % {"opening": data["opening"], "certifier": data["certifier"]},
        to=[first.recipient.email],
    )
    message.attach("convocation.pdf", compile_pdf(LETTER_TEMPLATE, data), "application/pdf")
    for row in letter:
        part = MIMEText(invitation_of(row), "calendar", "utf-8")
        part.set_param("method", "CANCEL" if row.method == Convocation.Method.CANCEL else "REQUEST")
        part.add_header("Content-Disposition", "attachment", filename=f"soutenance-{row.defence_id}.ics")
        message.attach(part)
    return message


@app.task(queue="default")
def write_long_roster(*, token: str, actor_id: int) -> None:
    """Write a long list of candidates, or keep why it could not be."""
    from preuve.web.sessions.actions.rosters import refuse_roster, write_roster  # noqa: PLC0415 (it queues this)

    actor = User.objects.get(pk=actor_id)
    upload = RosterUpload.objects.get(pk=token)
    with translation.override(actor.language):
        try:
            write_roster(actor=actor, upload=upload)
        except ActionRefusedError as refusal:
            refuse_roster(actor=actor, upload=upload, refusal=str(refusal))


@app.task(queue="plans")
def compute_plan(*, run_id: int) -> None:
    """Compute a timetable; how far it is can be followed, and it can be stopped, while it runs."""
    from preuve.web.sessions.actions.plans import begin_plan, fail_plan, finish_plan  # noqa: PLC0415 (it queues this)
    from preuve.web.sessions.planner import found_explanation, found_plan  # noqa: PLC0415 (brings the solver, for workers only)

    run = begin_plan(run_id=run_id)
    if run is None:
        return
    try:
        plan = found_plan(run)
        explanation = found_explanation(run, plan)
    except Exception as error:
        fail_plan(run_id=run_id, failure=type(error).__name__, now=timezone.now())
        raise
    finish_plan(run_id=run_id, plan=plan, explanation=explanation, now=timezone.now())
