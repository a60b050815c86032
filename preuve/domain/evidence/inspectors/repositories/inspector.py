"""The inspector of repositories: histories, lock files, bills of materials, API descriptions, changelogs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from preuve.domain.evidence.contract import Comparison, Format, Inspection, Inspector
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.repositories import (
    api_changes,
    apis,
    boms,
    build_locks,
    bundle,
    changelog,
    components,
    gitlog,
    history,
    locks,
    python_locks,
)
from preuve.domain.evidence.reading.head import Head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from preuve.domain.evidence.contract import Artefact, Context
    from preuve.domain.evidence.inspectors.repositories.model import Stated


@dataclass(frozen=True, slots=True)
class _Reader:
    """How a format is read and stated, and with which family it can be held side by side."""

    read: Callable[[Artefact], Any]
    state: Callable[[Any, Artefact, Context], Stated]
    compare: Callable[[Any, Any], tuple[Stated, bool]] | None = None


_READERS: dict[str, _Reader] = {
    "git-bundle": _Reader(bundle.read, history.state),
    "git-log": _Reader(gitlog.read, history.state),
    "npm-lock": _Reader(locks.read_npm, components.state, components.compare),
    "yarn-lock": _Reader(locks.read_yarn, components.state, components.compare),
    "pnpm-lock": _Reader(locks.read_pnpm, components.state, components.compare),
    "requirements": _Reader(python_locks.read_requirements, components.state, components.compare),
    "python-lock": _Reader(python_locks.read_toml, components.state, components.compare),
    "composer-lock": _Reader(locks.read_composer, components.state, components.compare),
    "maven-pom": _Reader(build_locks.read_pom, components.state, components.compare),
    "gradle-lock": _Reader(build_locks.read_gradle, components.state, components.compare),
    "go-modules": _Reader(build_locks.read_go, components.state, components.compare),
    "cyclonedx-json": _Reader(boms.read_cyclonedx, components.state, components.compare),
    "cyclonedx-xml": _Reader(boms.read_cyclonedx_xml, components.state, components.compare),
    "spdx": _Reader(boms.read_spdx, components.state, components.compare),
    "api": _Reader(apis.read, apis.state, api_changes.compare),
    "changelog": _Reader(changelog.read, changelog.state),
}


class RepositoriesInspector(Inspector):
    """git histories, lock files, SBOM, OpenAPI and AsyncAPI, changelogs.

    `measures` of a history: ``{"tags": [{"name", "at", "place"}], "mentions": [{"ticket", "commit", "at",
    "place"}]}``; at most 150 tags and 2,000 mentions, fewer when they would pass 150 kB.
    """

    id: ClassVar[str] = "repositories"
    version: ClassVar[str] = "1.0"
    title: ClassVar[tuple[str, str]] = ("Dépôt et composants", "Repository and components")
    formats: ClassVar[tuple[Format, ...]] = (
        Format("git-bundle", "git bundle", "git bundle create depot.bundle --all", bundle.sniff),
        Format(
            "git-log",
            "git log",
            "git log --all --decorate --numstat --date=iso-strict > log.txt",
            gitlog.sniff,
        ),
        Format("npm-lock", "package-lock.json", "npm install --package-lock-only", locks.sniff_npm),
        Format("yarn-lock", "yarn.lock", "yarn install", locks.sniff_yarn),
        Format("pnpm-lock", "pnpm-lock.yaml", "pnpm install --lockfile-only", locks.sniff_pnpm),
        Format(
            "requirements", "pip freeze", "pip freeze > requirements.txt", python_locks.sniff_requirements
        ),
        Format("python-lock", "poetry.lock, uv.lock", "poetry lock (ou uv lock)", python_locks.sniff_toml),
        Format("composer-lock", "composer.lock", "composer update --lock", locks.sniff_composer),
        Format("maven-pom", "pom.xml", "mvn help:effective-pom -Doutput=pom.xml", build_locks.sniff_pom),
        Format(
            "gradle-lock", "gradle.lockfile", "gradle dependencies --write-locks", build_locks.sniff_gradle
        ),
        Format("go-modules", "go.mod, go.sum", "go mod tidy", build_locks.sniff_go),
        Format(
            "cyclonedx-json",
            "CycloneDX JSON",
            "cyclonedx-py environment > sbom.cdx.json",
            boms.sniff_cyclonedx,
        ),
        Format(
            "cyclonedx-xml",
            "CycloneDX XML",
            "cyclonedx-py environment --of XML > sbom.xml",
            boms.sniff_cyclonedx_xml,
        ),
        Format("spdx", "SPDX 2 JSON", "syft . -o spdx-json > sbom.spdx.json", boms.sniff_spdx),
        Format("api", "OpenAPI, AsyncAPI", "le fichier openapi.yaml lui-même", apis.sniff),
        Format("changelog", "CHANGELOG.md", "le fichier CHANGELOG.md lui-même", changelog.sniff),
    )

    def inspect(self, artefacts: Sequence[Artefact], context: Context) -> Inspection:
        """State what one file holds; others are not read with it."""
        artefact = artefacts[0]
        format_id = self.format_of(Head.of(artefact)).id
        reader = _READERS[format_id]
        stated = reader.state(reader.read(artefact), artefact, context)
        return Inspection(
            self.id,
            self.version,
            stated.description(artefact, format_id),
            tuple(stated.facts),
            tuple(stated.findings),
            tuple(stated.limits),
            measures=stated.measures,
        )

    def members(self, artefact: Artefact) -> Iterator[Artefact]:
        """Yield the files of a bundle's head commit; the other formats hold none.

        Raises:
            UnreadableArtefactError: as `bundle.members`.
        """
        if bundle.sniff(Head.of(artefact)):
            yield from bundle.members(artefact)

    def compare(self, before: Artefact, after: Artefact, context: Context) -> Comparison:
        """Hold two lists of components, or two descriptions of an API, side by side."""
        ids = [self.format_of(Head.of(each)).id for each in (before, after)]
        readers = [_READERS[each] for each in ids]
        compare = readers[0].compare
        if compare is None or compare is not readers[1].compare:
            raise UnreadableArtefactError(Unreadable.NOT_COMPARABLE, after.place(), " / ".join(ids))
        models = [reader.read(each) for reader, each in zip(readers, (before, after), strict=True)]
        described = [
            reader.state(model, each, context).description(each, format_id)
            for reader, model, each, format_id in zip(readers, models, (before, after), ids, strict=True)
        ]
        stated, same = compare(*models)
        return Comparison(
            self.id,
            self.version,
            described[0],
            described[1],
            same,
            tuple(stated.facts),
            tuple(stated.findings),
            tuple(stated.limits),
        )
