"""Register certifications, correct drafts, publish versions."""

from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from preuve.domain.competences.case.storing import publication_to_json
from preuve.domain.competences.compare import Comparison, compare
from preuve.domain.competences.errors import UnreadableDocumentError
from preuve.domain.competences.model import Framework
from preuve.domain.competences.readers import READERS, read_framework
from preuve.domain.competences.readers.contract import HEAD_BYTES
from preuve.domain.competences.readers.france_competences_text.encoding import decode_text
from preuve.domain.competences.readers.json_document import JsonDocumentReader, indented, read_publication
from preuve.domain.competences.readers.rncp_document import RncpDocumentReader, read_fiche
from preuve.domain.competences.serialise import content_hash as framework_hash
from preuve.domain.competences.serialise import from_json_dict, to_json_dict
from preuve.domain.credentials.canonical import content_hash as value_hash
from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError, StaleError
from preuve.web.frameworks.editing import Content, NoSuchPlaceError, Op, Place, edited, values_at
from preuve.web.frameworks.models import (
    Activity,
    Block,
    Certification,
    Competence,
    Criterion,
    FrameworkDraft,
    FrameworkVersion,
)
from preuve.web.frameworks.phrases import changes_to_json, unreadable_sentence
from preuve.web.frameworks.review import obstacles_to_publication

SHIPPED_FRAMEWORK = (
    Path(__file__).resolve().parents[2] / "data" / "frameworks" / "expert-ingenierie-informatique.txt"
)


@transaction.atomic
def create_certification(*, actor: User | None, **mentions: Any) -> Certification:
    """Register a certification with the mentions that every certificate will bear."""
    try:
        with transaction.atomic():
            certification = Certification.objects.create(**mentions)
    except IntegrityError as error:
        raise ActionRefusedError(_("Une certification porte déjà ce code RNCP ou RS.")) from error
    details = {"rncp_code": certification.rncp_code, "title": certification.title}
    record_action(actor=actor, action="create_certification", subject=certification, details=details)
    return certification


@transaction.atomic
def change_certification(*, actor: User, certification: Certification, **mentions: Any) -> Certification:
    """Correct the mentions; certificates already granted keep those that they bear."""
    locked = Certification.objects.select_for_update(no_key=True).get(pk=certification.pk)
    before = _mentions(locked)
    for name, value in mentions.items():
        setattr(locked, name, value)
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError as error:
        raise ActionRefusedError(_("Une certification porte déjà ce code RNCP ou RS.")) from error
    after = _mentions(locked)
    changed = sorted(name for name in after if after[name] != before[name])
    record_action(
        actor=actor,
        action="change_certification",
        subject=locked,
        before=before,
        after=after,
        details={"changed": changed},
    )
    return locked


def _mentions(certification: Certification) -> dict[str, str]:
    names = (field.attname for field in Certification._meta.concrete_fields)  # noqa: SLF001 (Django's documented way)
    return {name: str(getattr(certification, name)) for name in names}


@transaction.atomic
def create_draft(*, actor: User, certification: Certification, data: bytes, file_name: str) -> FrameworkDraft:
    """Read a document into a draft that a person will correct; what can't be read is refused in words."""
    reader = max(READERS, key=lambda candidate: candidate.sniff(data[:HEAD_BYTES], file_name))
    data = indented(data) if isinstance(reader, JsonDocumentReader) else data
    try:
        if isinstance(reader, RncpDocumentReader):
            found = read_fiche(data, certification.rncp_code)
            framework, source = found.framework, found.source
        else:
            framework, source = read_framework(data, file_name), decode_text(data)[0]
    except UnreadableDocumentError as error:
        raise ActionRefusedError(unreadable_sentence(error)) from error
    publication = read_publication(data) if isinstance(reader, JsonDocumentReader) else None
    draft = FrameworkDraft.objects.create(
        certification=certification,
        file_name=file_name[-255:],
        reader=reader.id,
        source=source,
        content=to_json_dict(framework),
        case_publication=publication_to_json(publication) if publication else {},
        created_by=actor,
    )
    record_action(
        actor=actor,
        action="create_draft",
        subject=draft,
        after=draft.content,
        details={"file_name": draft.file_name, "certification": certification.rncp_code},
    )
    return draft


@transaction.atomic
def edit_draft(  # noqa: PLR0913 (what is done, where, over what: all named)
    *,
    actor: User,
    draft: FrameworkDraft,
    revision: int,
    place: Place,
    op: Op,
    before: str = "",
    values: dict[str, Any] | None = None,
) -> FrameworkDraft:
    """Correct one item. Somebody else's change elsewhere is no obstacle; a change of this very item is.

    `before` is the hash of the item's values when the form was made (`item_hash`). Values that come with a
    move or a merge are saved first, so that nothing typed is lost.
    """
    locked = _lock_unpublished(draft)
    old = _values_or_nothing(locked.content, place)
    if locked.revision != revision and op is not Op.INSERT and (old is None or value_hash(old) != before):
        raise StaleError(
            _("Quelqu’un a modifié ce passage entre-temps ; votre texte n’est pas encore enregistré."),
            current=old,
        )
    try:
        content = locked.content
        if values is not None and op in {Op.UP, Op.DOWN, Op.MERGE}:
            content = edited(content, place, Op.SAVE, values)
        locked.content = edited(content, place, op, values or {})
    except NoSuchPlaceError as error:
        raise ActionRefusedError(_("Cet élément n’est plus là, ou ne peut pas aller plus loin.")) from error
    locked.revision += 1
    locked.save(update_fields=["content", "revision", "updated_at"])
    record_action(
        actor=actor,
        action="edit_draft",
        subject=locked,
        before=old,
        after=_values_or_nothing(locked.content, place),
        details={"at": place.path, "op": str(op)},
    )
    return locked


def item_hash(content: Content, place: Place) -> str:
    """Return the hash of an item's values; empty where there is none yet."""
    values = _values_or_nothing(content, place)
    return "" if values is None else value_hash(values)


def _values_or_nothing(content: Content, place: Place) -> dict[str, Any] | None:
    try:
        return values_at(content, place)
    except NoSuchPlaceError:
        return None


def _lock_unpublished(draft: FrameworkDraft) -> FrameworkDraft:
    locked = FrameworkDraft.objects.select_for_update(no_key=True).filter(pk=draft.pk).first()
    if locked is None:
        raise ActionRefusedError(_("Ce brouillon a été supprimé."))
    if locked.published_as_id is not None:
        raise ActionRefusedError(_("Ce brouillon est publié : il ne peut plus être modifié."))
    return locked


@transaction.atomic
def delete_draft(*, actor: User, draft: FrameworkDraft) -> None:
    """Throw a draft away; one that was published stays, as the source of its version."""
    locked = _lock_unpublished(draft)
    record = {"file_name": locked.file_name, "certification": locked.certification.rncp_code}
    subject = FrameworkDraft(pk=locked.pk)
    before = locked.content
    locked.delete()
    record_action(actor=actor, action="delete_draft", subject=subject, before=before, details=record)


@transaction.atomic
def publish_draft(
    *, actor: User, draft: FrameworkDraft, revision: int, content_hash: str
) -> FrameworkVersion:
    """Make an immutable version of exactly what was confirmed (`content_hash`), with what it changes."""
    locked = _lock_unpublished(draft)
    framework = from_json_dict(locked.content)
    if locked.revision != revision or framework_hash(framework) != content_hash:
        raise StaleError(
            _("Le brouillon a changé depuis que vous l’avez relu : vérifiez-le, puis publiez à nouveau.")
        )
    obstacles = obstacles_to_publication(locked.content)
    if obstacles:
        raise ActionRefusedError(*(obstacle.sentence for obstacle in obstacles))
    # Without the key lock, so that a running upload of another draft isn't made to wait.
    certification = Certification.objects.select_for_update(no_key=True).get(pk=locked.certification_id)
    previous = (
        FrameworkVersion.objects.filter(certification=locked.certification_id).order_by("-number").first()
    )
    if previous is not None and previous.content_hash == content_hash:
        raise ActionRefusedError(
            _("Rien n’a changé depuis la version %(number)s : elle reste en vigueur.")
            % {"number": previous.number}
        )
    version = _write_version(actor, locked, certification, framework, previous)
    locked.published_as = version
    locked.save(update_fields=["published_as", "updated_at"])
    record_action(
        actor=actor,
        action="publish_draft",
        subject=version,
        after=version.content,
        details={"number": version.number, "content_hash": content_hash, "draft": locked.pk},
    )
    return version


def _write_version(
    actor: User,
    draft: FrameworkDraft,
    certification: Certification,
    framework: Framework,
    previous: FrameworkVersion | None,
) -> FrameworkVersion:
    """Write the version under the title that is registered; `content` keeps the one the document prints."""
    comparison = compare(from_json_dict(previous.content), framework) if previous else Comparison(())
    version = FrameworkVersion.objects.create(
        certification=certification,
        number=previous.number + 1 if previous else 1,
        title=certification.title,
        content=draft.content,
        case_publication=draft.case_publication,
        content_hash=framework_hash(framework),
        source=draft.source,
        source_name=draft.file_name,
        changes={"from": previous.number if previous else None, "changes": changes_to_json(comparison)},
        published_at=timezone.now(),
        published_by=actor,
    )
    _write_parts(version, framework)
    FrameworkVersion.objects.filter(pk=version.pk).update(sealed=True)
    version.sealed = True
    return version


def _write_parts(version: FrameworkVersion, framework: Framework) -> None:
    blocks = Block.objects.bulk_create(
        Block(version=version, position=rank, code=b.code, title=b.title, introduction=b.introduction)
        for rank, b in enumerate(framework.blocks, start=1)
    )
    pairs = list(zip(blocks, framework.blocks, strict=True))
    Activity.objects.bulk_create(
        Activity(block=row, position=rank, text=text)
        for row, block in pairs
        for rank, text in enumerate(block.activities, start=1)
    )
    competences = Competence.objects.bulk_create(
        Competence(block=row, position=rank, code=c.code, statement=c.statement, practices=list(c.practices))
        for row, block in pairs
        for rank, c in enumerate(block.competences, start=1)
    )
    Criterion.objects.bulk_create(
        Criterion(
            competence=row,
            position=rank,
            identifier=c.id,
            label=c.label,
            expectation=c.expectation,
            text=c.text,
        )
        for row, competence in zip(competences, framework.competences, strict=True)
        for rank, c in enumerate(competence.criteria, start=1)
    )


@transaction.atomic
def publish_shipped_framework(*, actor: User, certification: Certification) -> FrameworkVersion:
    """Read the référentiel that ships with the program and publish it as it was read."""
    draft = create_draft(
        actor=actor,
        certification=certification,
        data=SHIPPED_FRAMEWORK.read_bytes(),
        file_name=SHIPPED_FRAMEWORK.name,
    )
    content_hash = framework_hash(from_json_dict(draft.content))
    return publish_draft(actor=actor, draft=draft, revision=draft.revision, content_hash=content_hash)
