"""The inspector of repositories: histories, lock files, bills of materials, API descriptions, changelogs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from preuve.domain.evidence.contract import Format
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
from preuve.domain.evidence.stated import Reader, ReadersInspector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact


_READERS: dict[str, Reader] = {
    "git-bundle": Reader(bundle.read, history.state),
    "git-log": Reader(gitlog.read, history.state),
    "npm-lock": Reader(locks.read_npm, components.state, components.compare),
    "yarn-lock": Reader(locks.read_yarn, components.state, components.compare),
    "pnpm-lock": Reader(locks.read_pnpm, components.state, components.compare),
    "requirements": Reader(python_locks.read_requirements, components.state, components.compare),
    "python-lock": Reader(python_locks.read_toml, components.state, components.compare),
    "composer-lock": Reader(locks.read_composer, components.state, components.compare),
    "maven-pom": Reader(build_locks.read_pom, components.state, components.compare),
    "gradle-lock": Reader(build_locks.read_gradle, components.state, components.compare),
    "go-modules": Reader(build_locks.read_go, components.state, components.compare),
    "cyclonedx-json": Reader(boms.read_cyclonedx, components.state, components.compare),
    "cyclonedx-xml": Reader(boms.read_cyclonedx_xml, components.state, components.compare),
    "spdx": Reader(boms.read_spdx, components.state, components.compare),
    "api": Reader(apis.read, apis.state, api_changes.compare),
    "changelog": Reader(changelog.read, changelog.state),
}


class RepositoriesInspector(ReadersInspector):
    """git histories, lock files, SBOM, OpenAPI and AsyncAPI, changelogs.

    `measures` of a history: ``{"tags": [{"name", "at", "place"}], "mentions": [{"ticket", "commit", "at",
    "place"}]}``; at most 150 tags and 2,000 mentions, fewer when they would pass 150 kB.
    """

    id: ClassVar[str] = "repositories"
    version: ClassVar[str] = "1.0"
    title: ClassVar[tuple[str, str]] = ("Dépôt et composants", "Repository and components")
    readers: ClassVar = _READERS
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

    def members(self, artefact: Artefact) -> Iterator[Artefact]:
        """Yield the files of a bundle's head commit; the other formats hold none.

        Raises:
            UnreadableArtefactError: as `bundle.members`.
        """
        if bundle.sniff(Head.of(artefact)):
            yield from bundle.members(artefact)
