"""Every text format in its tool's true shape: what is stated, with its value and its lines."""

import json
from dataclasses import replace

import pytest

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.repositories import (
    INSPECTOR,
    api_changes,
    apis,
    gitlog,
    inventories,
    python_locks,
)
from preuve.domain.evidence.reading import text as reading_text
from preuve.domain.evidence.reading.head import Head
from tests.domain.evidence.inspectors.repositories_files import (
    ASYNC,
    CHANGELOG,
    CYCLONEDX,
    CYCLONEDX_XML,
    FILES,
    LOG,
    NPM,
    NPM_OLD,
    OPENAPI,
    OPENAPI_AFTER,
    REQUIREMENTS,
    SPDX,
    SWAGGER,
)
from tests.factories.evidence import CONTEXT, artefact, codes_of, fact_of, spoiled

#: File → format, and each statement's value and lines.
EXPECTED = {
    "log": (
        "git-log",
        {
            "commits": (4, [1, 8, 20, 28]),
            "authors": ({"auteur 1": 1, "auteur 2": 1, "auteur 3": 1, "auteur 4": 1}, [1, 8, 20, 28]),
            "active_weeks": (2, [8, 28]),
            "message_style": (2, [8, 28]),
            "ticket_mentions": (1, [8]),
            "bot_commits": (1, [20]),
            "lines": ({"added": 906, "deleted": 4}, [8, 20]),
            "tags": (["v1.1.0", "v1.2.0", "nightly"], [1, 8]),
            "future_commit": (1, [28]),
            "giant_commit": (905, [8]),
            "tag_order": (1, [1]),
        },
    ),
    "npm": (
        "npm-lock",
        {
            "components": (3, [8, 14, 18]),
            "dev_components": (1, [14]),
            "licences": ({"MIT": 1}, [8]),
            "frameworks": (["react 18.2.0"], [8]),
            "no_checksum": (1, [14]),
            "licence_unknown": (2, [14, 18]),
            "foreign_source": (1, [18]),
        },
    ),
    "old npm": (
        "npm-lock",
        {
            "components": (2, [6, 10]),
            "frameworks": (["react 17.0.0"], [6]),
        },
    ),
    "yarn": (
        "yarn-lock",
        {
            "components": (2, [5, 10]),
            "frameworks": (["react 18.2.0"], [10]),
            "no_checksum": (1, [10]),
        },
    ),
    "yarn berry": (
        "yarn-lock",
        {
            "components": (1, [4]),
            "frameworks": (["react 18.2.0"], [4]),
        },
    ),
    "pnpm": (
        "pnpm-lock",
        {
            "components": (2, [3, 6]),
            "dev_components": (1, [3]),
            "frameworks": (["react 18.2.0"], [3]),
            "no_checksum": (1, [6]),
        },
    ),
    "requirements": (
        "requirements",
        {
            "components": (5, [3, 5, 6, 7, 8]),
            "frameworks": (["Django 5.0.1", "pytest"], [3, 6]),
            "unpinned": (3, [6, 7, 8]),
        },
    ),
    "poetry": (
        "python-lock",
        {
            "components": (2, [3, 14]),
            "dev_components": (1, [3]),
            "frameworks": (["flask 3.0.0"], [3]),
            "no_checksum": (1, [14]),
            "foreign_source": (1, [14]),
        },
    ),
    "composer": (
        "composer-lock",
        {
            "components": (2, [4, 16]),
            "dev_components": (1, [16]),
            "licences": ({"MIT": 1}, [4]),
            "frameworks": (["laravel/framework v11.0.0", "phpunit/phpunit 11.0.0"], [4, 16]),
            "licence_unknown": (1, [16]),
        },
    ),
    "pom": (
        "maven-pom",
        {
            "components": (3, [7, 9, 10]),
            "dev_components": (1, [10]),
            "frameworks": (["org.springframework:spring-core 6.1.0", "junit:junit"], [7, 10]),
            "unpinned": (1, [9]),
            "version_unknown": (1, [10]),
        },
    ),
    "gradle": (
        "gradle-lock",
        {
            "components": (1, [2]),
            "frameworks": (["org.springframework:spring-core 6.1.0"], [2]),
        },
    ),
    "go.sum": (
        "go-modules",
        {
            "components": (1, [1]),
            "frameworks": (["github.com/gin-gonic/gin v1.9.1"], [1]),
        },
    ),
    "go.mod": (
        "go-modules",
        {
            "components": (3, [5, 7, 8]),
            "frameworks": (["github.com/gin-gonic/gin v1.9.1"], [7]),
        },
    ),
    "cyclonedx": (
        "cyclonedx-json",
        {
            "components": (2, [20, 35]),
            "optional_components": (1, [35]),
            "licences": ({"MIT OR Apache-2.0": 1}, [20]),
            "vulnerabilities": ({"high": 1, "unknown": 1}, [47, 55]),
            "relations": (3, [57]),
            "licence_unknown": (1, [35]),
        },
    ),
    "cyclonedx xml": (
        "cyclonedx-xml",
        {
            "components": (2, [6, 8]),
            "optional_components": (1, [8]),
            "licences": ({"MIT": 1}, [6]),
            "vulnerabilities": ({"low": 1}, [10]),
            "relations": (3, [12]),
            "licence_unknown": (1, [8]),
        },
    ),
    "spdx": (
        "spdx",
        {
            "components": (2, [12, 18]),
            "licences": ({"MIT": 1}, [12]),
            "relations": (1, [23]),
            "licence_unknown": (1, [18]),
            "version_unknown": (1, [18]),
        },
    ),
    "openapi": (
        "api",
        {
            "operations": (4, [12, 21, 30, 33]),
            "operations_by_method": ({"get": 2, "put": 1, "delete": 1}, [12, 21, 30, 33]),
            "operations_secured": (3, [21, 30, 33]),
            "schemas": (1, [39]),
            "dangling_reference": (1, [34]),
            "duplicate_operation": (1, [21]),
            "no_response": (1, [21]),
            "path_parameter": (1, [30]),
        },
    ),
    "openapi after": (
        "api",
        {
            "operations": (4, [7, 15, 23, 24]),
            "operations_by_method": ({"get": 3, "put": 1}, [7, 15, 23, 24]),
            "operations_secured": (0, [7, 15, 23, 24]),
            "schemas": (1, [26]),
            "path_parameter": (1, [23]),
        },
    ),
    "swagger": (
        "api",
        {
            "operations": (1, [6]),
            "operations_by_method": ({"get": 1}, [6]),
            "operations_secured": (0, [6]),
            "schemas": (1, [7]),
            "api_incomplete": (1, [2]),
        },
    ),
    "asyncapi": (
        "api",
        {
            "operations": (2, [5, 6]),
            "operations_by_method": ({"publish": 1, "subscribe": 1}, [5, 6]),
        },
    ),
    "asyncapi 3": (
        "api",
        {
            "operations": (1, [5]),
            "operations_by_method": ({"send": 1}, [5]),
        },
    ),
    "changelog": (
        "changelog",
        {
            "releases": (["1.1.0 (2026-02-01)", "1.0.1 (2026-03-01)", "1.0.0-rc.1", "0.9"], [5, 10, 14, 15]),
            "changelog_entries": (4, [5, 10, 14, 15]),
            "undated_release": (2, [14, 15]),
            "empty_release": (1, [14]),
            "changelog_order": (1, [5]),
        },
    ),
}


def inspect(content, name="fichier", context=CONTEXT):
    return INSPECTOR.inspect([artefact(content, name)], context)


def compare(before, after):
    return INSPECTOR.compare(artefact(before, "avant"), artefact(after, "apres"), CONTEXT)


def sniffed(content, name="f"):
    head = Head.of(artefact(content, name))
    return {each.id: each.sniff(head) for each in INSPECTOR.formats if each.sniff(head)}


@pytest.mark.parametrize("name", FILES)
def test_a_file_gives_exactly_its_statements(name):
    format_id, expected = EXPECTED[name]

    found = inspect(FILES[name])

    assert found.artefact.format == format_id
    stated = {
        each.code.removeprefix("repositories."): (each.value, [place.line for place in each.places])
        for each in (*found.facts, *found.findings)
    }
    assert stated == expected
    assert found.limits


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_certain_of_its_own_format_only(name):
    assert [key for key, value in sniffed(FILES[name]).items() if value >= 0.7] == [EXPECTED[name][0]]


@pytest.mark.parametrize("name", FILES)
def test_a_spoiled_file_is_read_or_refused(name):
    whole = FILES[name].encode()
    for way, data in spoiled(whole):
        for act in (lambda data=data: inspect(data, "f"), lambda data=data: compare(whole, data)):
            try:
                act()
            except UnreadableArtefactError:
                continue
            except Exception as error:  # noqa: BLE001 - the point of the test
                pytest.fail(f"{way}: {error!r}")


def test_sentences_in_both_languages():
    log = inspect(LOG)

    assert fact_of(log, "repositories.commits").fr == "4 commits, dont 1 fusion"
    assert fact_of(log, "repositories.authors").fr == (
        "4 identités d’auteur, une par adresse (commits de chacune : auteur 1 : 1, auteur 2 : 1, "
        "auteur 3 : 1 et auteur 4 : 1)"
    )
    assert fact_of(log, "repositories.tag_order").en == "1 version tag dated after the next one: v1.1.0"
    assert fact_of(inspect(REQUIREMENTS), "repositories.unpinned").fr == (
        "3 composants sans version exacte : pytest, flake8 et lib"
    )
    assert fact_of(inspect(OPENAPI), "repositories.operations").en == (
        "4 operations on 3 paths (OpenAPI 3.0.3, version “1.0.0”)"
    )
    assert fact_of(inspect(CHANGELOG), "repositories.undated_release").fr == (
        "2 versions sans date : 1.0.0-rc.1 et 0.9"
    )


def test_the_candidate_is_known_by_name_or_address_and_nobody_else_is_named():
    people = replace(CONTEXT, people=("camille exemple", " ", "x@exemple.invalid"))
    found = inspect(LOG, context=people)
    absent = inspect(LOG, context=replace(CONTEXT, people=("Dominique",)))

    share = fact_of(found, "repositories.candidate_share")
    assert (share.value, [place.line for place in share.places]) == (0.5, [1, 28])
    assert share.fr == ("50\N{NO-BREAK SPACE}% des commits portent le nom ou l’adresse du candidat (2 sur 4)")
    assert fact_of(found, "repositories.authors").value == {"candidat": 2, "auteur 2": 1, "auteur 3": 1}
    assert fact_of(found, "repositories.authors").en.endswith("candidate: 2, author 2: 1 and author 3: 1)")
    assert fact_of(absent, "repositories.candidate_absent").value == 4
    words = str([found.facts, found.findings, found.measures, absent.facts])
    assert "Sacha" not in words
    assert "@exemple" not in words


def test_tags_and_mentions_are_given_to_joins():
    measures = inspect(LOG).measures

    assert [(each["name"], each["at"], each["place"]["line"]) for each in measures["tags"]] == [
        ("v1.1.0", "2026-03-19T10:00:00+01:00", 1),
        ("v1.2.0", "2026-03-18T10:00:00+01:00", 8),
        ("nightly", "2026-03-18T10:00:00+01:00", 8),
    ]
    assert [
        (each["ticket"], each["commit"], each["at"], each["place"]["line"]) for each in measures["mentions"]
    ] == [
        ("SHOP-12", "2" * 40, "2026-03-18T10:00:00+01:00", 8),
        ("#7", "2" * 40, "2026-03-18T10:00:00+01:00", 8),
        ("SHOP-13", "2" * 40, "2026-03-18T10:00:00+01:00", 8),
    ]


def test_mentions_are_bounded():
    log = "".join(f"commit {index:040x}\nAuthor: a <b>\nDate: x\n\n    AB-{index}\n" for index in range(3000))
    found = inspect(log)

    assert len(json.dumps(found.measures)) < 200_000
    assert 500 < len(found.measures["mentions"]) <= 2000
    assert found.measures["mentions"][0]["at"] == ""
    assert "repositories.active_weeks" not in codes_of(found)


@pytest.mark.parametrize("size", [1, 40, 100, 1000])
def test_a_log_read_by_blocks_of_any_size(size, monkeypatch):
    counted = "commit 2222222\nAuthor: b <c>\nDate: 2026-01-01T00:00:00+01:00\n\n    fix: un\n\n    #4\n\n"
    counted += "".join(f"{index}\t1\tfichier_{index}\n" for index in range(60)) + "-\t-\timage.png\n\n"
    odd = "commit 3333333\n\n    feat\n\n1\t1\ta\nAuthor: d <e>\nDate: 2026-01-02T00:00:00+01:00\n2\t2\tb\n"
    log = artefact(LOG + counted + odd, "log.txt")
    whole = INSPECTOR.inspect([log], CONTEXT)
    lines = fact_of(INSPECTOR.inspect([artefact(counted + odd, "log.txt")], CONTEXT), "repositories.lines")
    assert lines.value == {"added": sum(range(60)) + 3, "deleted": 63}
    monkeypatch.setattr(reading_text, "_BLOCK", size)

    assert INSPECTOR.inspect([log], CONTEXT) == whole


def test_long_logs(monkeypatch):
    long = "commit 1111111\nAuthor: a\nAuthor: nobody <>\n\n" + "    ligne\n" * 250
    assert inspect(long).facts[0].value == 1
    monkeypatch.setattr(gitlog, "_MAX_COMMITS", 1)
    with pytest.raises(UnreadableArtefactError) as caught:
        inspect(LOG)
    assert (caught.value.reason, caught.value.place.line) == (Unreadable.TOO_MANY, 8)


def test_lists_of_components_are_bounded(monkeypatch):
    monkeypatch.setattr(inventories, "_MAX_COMPONENTS", 1)
    with pytest.raises(UnreadableArtefactError) as caught:
        inspect(NPM)
    assert caught.value.reason is Unreadable.TOO_MANY


def test_what_changed_between_two_lists():
    found = compare(NPM_OLD, NPM)

    assert found.same_scope
    assert [(each.code, each.value) for each in (*found.facts, *found.findings)] == [
        ("repositories.compare.components", {"added": 1, "removed": 0, "changed": 2, "same": 0}),
        ("repositories.compare.versions", ["react 17.0.0 → 18.2.0", "c 1.0.0 → 2.0.0"]),
    ]
    assert [(place.name, place.line) for place in found.facts[1].places] == [
        ("avant", 6),
        ("apres", 8),
        ("avant", 10),
        ("apres", 18),
    ]
    assert fact_of(compare(NPM, NPM), "repositories.compare.components").en == (
        "0 components added, 0 removed, 0 of another version, 3 unchanged"
    )


def test_lists_of_two_projects_are_told_apart():
    other = compare(NPM, NPM.replace("boutique", "autre"))
    kinds = compare(NPM, REQUIREMENTS)
    nothing = compare(
        CYCLONEDX.replace('"components": [\n', '"other": [\n'), SPDX.replace('"packages"', '"other"')
    )

    assert not other.same_scope
    assert fact_of(other, "repositories.compare.scope").fr == (
        "Les deux listes ne portent pas sur le même projet ou le même écosystème "
        "(«\N{NO-BREAK SPACE}boutique\N{NO-BREAK SPACE}» et «\N{NO-BREAK SPACE}autre\N{NO-BREAK SPACE}»)"
    )
    assert not kinds.same_scope
    assert fact_of(kinds, "repositories.compare.scope").en.endswith("(“boutique” and “Python (pip)”)")
    assert codes_of(nothing) == codes_of(other) == ["repositories.compare.scope"]
    unnamed = CYCLONEDX.replace('"group": "org",\n   "name": "boutique"', '"group": ""')
    assert fact_of(compare(unnamed, SPDX), "repositories.compare.scope").fr.endswith(
        "(«\N{NO-BREAK SPACE}non nommé\N{NO-BREAK SPACE}» et «\N{NO-BREAK SPACE}boutique\N{NO-BREAK SPACE}»)"
    )


def test_development_and_optional_components_of_bills_are_told_apart():
    bill = json.loads(CYCLONEDX)
    bill["components"][0]["properties"] = [{"name": "cdx:npm:package:development", "value": "true"}]
    bill["components"][0]["scope"] = "optional"
    found = inspect(json.dumps(bill))
    xml = inspect(
        CYCLONEDX_XML.replace(
            "<scope>optional</scope>",
            '<scope>optional</scope><properties><property name="x">true</property>'
            '<property name="cdx:npm:package:development">true</property></properties>',
        )
    )

    assert fact_of(found, "repositories.dev_components").value == 1
    assert fact_of(found, "repositories.optional_components").fr == (
        "1 composant déclaré facultatif ou hors exécution"
    )
    assert fact_of(xml, "repositories.dev_components").value == 1
    assert "repositories.optional_components" not in codes_of(xml)
    assert fact_of(found, "repositories.licences").fr == (
        "1 mention de licence distincte : MIT OR Apache-2.0 1"
    )
    assert fact_of(found, "repositories.licence_unknown").en == (
        "1 component whose licence this file doesn’t write: inner"
    )


@pytest.mark.parametrize(
    "described",
    [
        {"documentDescribes": ["SPDXRef-b"]},
        {
            "relationships": [
                {
                    "spdxElementId": "SPDXRef-DOCUMENT",
                    "relationshipType": "DESCRIBES",
                    "relatedSpdxElement": "SPDXRef-b",
                }
            ]
        },
        {
            "relationships": [
                {
                    "spdxElementId": "SPDXRef-b",
                    "relationshipType": "DESCRIBED_BY",
                    "relatedSpdxElement": "SPDXRef-DOCUMENT",
                }
            ]
        },
    ],
)
def test_what_an_spdx_document_describes_is_no_component_of_it(described):
    bill = json.loads(SPDX) | described
    bill["packages"][1]["SPDXID"] = "SPDXRef-b"
    found = inspect(json.dumps(bill))

    assert fact_of(found, "repositories.components").value == 1
    assert "repositories.licence_unknown" not in codes_of(found)


def test_an_spdx_document_that_describes_all_its_packages_keeps_them():
    bill = json.loads(SPDX) | {"documentDescribes": ["SPDXRef-a", "SPDXRef-b"]}
    for package, name in zip(bill["packages"], ("SPDXRef-a", "SPDXRef-b"), strict=True):
        package["SPDXID"] = name

    assert fact_of(inspect(json.dumps(bill)), "repositories.components").value == 2


def test_an_older_major_may_be_corrected_after_a_newer_one():
    log = "# Changelog\n## 2.0.0 - 2026-01-01\n- a\n## 1.9.1 - 2026-02-01\n- b\n"
    tags = LOG.replace("tag: v1.2.0", "tag: v2.2.0")

    assert "repositories.changelog_order" not in codes_of(inspect(log))
    assert "repositories.tag_order" not in codes_of(inspect(tags))


def test_what_breaks_clients_between_two_versions():
    found = compare(OPENAPI, OPENAPI_AFTER)

    assert found.same_scope
    assert fact_of(found, "repositories.compare.operations").value == {"same": 3, "added": 1, "removed": 1}
    assert fact_of(found, "repositories.compare.breaking").value == 11
    assert fact_of(found, "repositories.compare.breaking_changes").value == 11
    one, other = (apis.read(artefact(each, "f")) for each in (OPENAPI, OPENAPI_AFTER))
    breaks = {
        name: list(api_changes._breaks(one, other, one.operations[name], other.operations[name]))
        for name in ("GET /orders/{id}", "PUT /orders/{id}", "GET /other/{y}")
    }
    assert breaks == {
        "GET /orders/{id}": [
            "path id string → integer",
            "query page *",
            "query tri enum −b",
            "header x *",
            "201 −",
        ],
        "PUT /orders/{id}": [
            "path id string → integer",
            "requestBody *",
            "b *",
            "b.c string → integer",
            "requestBody text/plain −",
        ],
        "GET /other/{y}": [],
    }


def test_descriptions_without_a_common_operation():
    found = compare(OPENAPI, SWAGGER)
    empty = "openapi: 3.0.0\ninfo: {title: a}\npaths: {}\n"

    assert not found.same_scope
    assert "repositories.compare.other_api" in codes_of(found)
    assert not compare(empty, empty).same_scope
    assert codes_of(inspect(empty)) == ["repositories.operations", "repositories.api_incomplete"]


def test_references_inside_a_description():
    api = apis.read(
        artefact(
            "openapi: 3.0.0\ninfo: {}\npaths: {}\n"
            'x: {a~b: {$ref: "#/x/c"}, c: {$ref: "#/x/a~0b"}, d: [{e: f}]}\n'
        )
    )

    assert api.at("#/x/d/0/e") == "f"
    assert api.at("#/x/d/7") is None
    assert api.at("other.yaml#/x") is None
    assert api.resolved({"$ref": "#/x/a~0b"}) == {}


@pytest.mark.parametrize(
    ("content", "reason", "line"),
    [
        ('{"lockfileVersion": 9, "packages": {}}', Unreadable.UNSUPPORTED_VERSION, 1),
        ('{"lockfileVersion": 3, "packages": {"": {}}}', Unreadable.MISSING_FIELD, 0),
        ('{"bomFormat": "CycloneDX", "specVersion": "9"}', Unreadable.UNSUPPORTED_VERSION, 1),
        ('{"bomFormat": "Other", "x": "CycloneDX"}', Unreadable.BAD_VALUE, 1),
        ('{"spdxVersion": "SPDX-3.0"}', Unreadable.UNSUPPORTED_VERSION, 1),
        ('{"@graph": [], "@context": "https://spdx.org/rdf/3.0.1/x"}', Unreadable.UNSUPPORTED_VERSION, 1),
        ("openapi: 4.0.0\ninfo: {}\n", Unreadable.UNSUPPORTED_VERSION, 1),
        ("info: {}\n---\nopenapi: 3.0.0\n", Unreadable.MISSING_FIELD, 0),
        ("# Changelog\n## 1.0\n".replace("1.0", "1.0.x"), Unreadable.MISSING_FIELD, 0),
        ("# Changelog\n" + "## 1.0.0\n" * 10_001, Unreadable.TOO_MANY, 10_002),
        ("commit 1111111\nAuthor: a\n".replace("commit", "\ncommit"), None, None),
        ("rien", Unreadable.UNKNOWN_FORMAT, None),
    ],
)
def test_what_cannot_be_read_is_told_with_its_reason(content, reason, line):
    if reason is None:
        assert inspect(content).facts[0].value == 1
        return
    with pytest.raises(UnreadableArtefactError) as caught:
        inspect(content)
    assert (caught.value.reason, caught.value.place.line if caught.value.place else None) == (reason, line)


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2026-03-19T10:00:00+01:00", "2026-03-19T10:00:00+01:00"),
        ("2026-03-19 10:00:00 +0100", "2026-03-19T10:00:00+01:00"),
        ("Thu, 19 Mar 2026 10:00:00 +0100", "2026-03-19T10:00:00+01:00"),
        ("2026-99-19T10:00:00", ""),
        ("Thu Mar 19 10:00:00 2026 -0230", "2026-03-19T10:00:00-02:30"),
        ("Thu Mar 19 10:00:00 2026 -0000", "2026-03-19T10:00:00"),
        ("Thu Mar 39 10:00:00 2026 +0100", ""),
        ("Thu Mar 19 10:00:00 2026 +9999", ""),
        ("Thu Foo 19 10:00:00 2026 +0100", ""),
    ],
)
def test_dates_as_git_writes_them(date, moment):
    found = gitlog.read(artefact(f"commit 1111111\nAuthor: a <b>\nDate:   {date}\n")).commits[0].at

    assert (found.isoformat() if found else "") == moment


def test_a_log_without_a_commit():
    with pytest.raises(UnreadableArtefactError) as caught:
        gitlog.read(artefact("rien"))
    assert caught.value.reason is Unreadable.MISSING_FIELD


@pytest.mark.parametrize(("before", "after"), [(LOG, LOG), (NPM, OPENAPI), (ASYNC, NPM)])
def test_what_does_not_compare_is_refused(before, after):
    with pytest.raises(UnreadableArtefactError) as caught:
        compare(before, after)
    assert caught.value.reason is Unreadable.NOT_COMPARABLE


def test_files_of_other_shapes():
    assert sniffed("# 1. Titre\n## 1.1 Objet\n## 1.2 Suite\n## 2.1 Fin\n", "doc.md") == {}
    assert sniffed("## 1.0.0\n## 1.0.1\n## 1.1.0\n") == {"changelog": 0.5}
    assert sniffed("## 1.0.0\n", "CHANGELOG.md") == {"changelog": 1.0}
    assert sniffed('{"bomFormat": 1}') == {"cyclonedx-json": 0.3}
    assert sniffed('{"openapi": 1}') == {"api": 0.4}
    assert sniffed("a==1\n", "requirements.txt") == {"requirements": 1.0}
    assert sniffed("a==1\nb = c\nd\n") == {}
    assert sniffed("a.b:c:1.0=x\n") == {"gradle-lock": 0.9}
    assert sniffed('[[package]]\nname = "a"\n') == {"python-lock": 0.4}
    assert sniffed("<project><modelVersion>4</modelVersion></project>") == {"maven-pom": 0.8}
    assert sniffed("<project/>") == {}


def test_small_forms_of_lock_files():
    deep = {"lockfileVersion": 1, "dependencies": {}}
    holder = deep
    for _ in range(70):
        holder["dependencies"] = {"a": {"version": "1"}}
        holder = holder["dependencies"]["a"]
    bare = "<project><modelVersion>4</modelVersion><dependencies/></project>"

    assert fact_of(inspect(json.dumps(deep)), "repositories.components").value == 61
    for content in (bare, bare.replace("<dependencies/>", ""), "lockfileVersion: '9.0'\npackages: {}\n"):
        with pytest.raises(UnreadableArtefactError) as caught:
            inspect(content)
        assert caught.value.reason is Unreadable.MISSING_FIELD
    odd = python_locks.read_requirements(artefact("==1.0\n# x\na==1\n"))
    assert [each.name for each in odd.components] == ["a"]
    xml = (
        '<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components><component><name>a</name></component>'
        "</components></bom>"
    )
    assert codes_of(inspect(xml)) == [
        "repositories.components",
        "repositories.licence_unknown",
        "repositories.version_unknown",
    ]
    nested = {"bomFormat": "CycloneDX", "specVersion": "1.6"}
    holder = nested
    for _ in range(50):
        holder["components"] = [{"name": "a", "version": "1"}]
        holder = holder["components"][0]
    assert inspect(json.dumps(nested)).facts[0].value == 41


def test_a_history_of_merges_only():
    merge = "commit 1111111\nMerge: 1 2\nAuthor: a <b>\nDate: 2026-01-01T00:00:00Z\n\n    Merge branch x\n"

    assert "repositories.message_style" not in codes_of(inspect(merge))


def test_deep_schemas_are_walked_to_a_bound():
    schema = {"type": "string"}
    for _ in range(70):
        schema = {"type": "object", "properties": {"a": schema}}
    text = json.dumps(
        {
            "openapi": "3.0.0",
            "info": {"title": "a", "version": "1"},
            "paths": {
                "/a": {
                    "post": {
                        "requestBody": {"content": {"x/y": {"schema": schema}}},
                        "responses": {"200": {}},
                    }
                }
            },
        }
    )

    assert (
        fact_of(compare(text, text.replace("string", "number")), "repositories.compare.breaking").value == 0
    )


def test_a_reference_inside_an_example_is_no_reference():
    answer = "openapi: 3.0.0\ninfo: {title: a, version: '1'}\npaths:\n  /a:\n    get:\n      responses:\n"
    example = "        '200': {description: ok, %s: {$ref: '#/nowhere'}}\n"

    assert "repositories.dangling_reference" not in codes_of(inspect(answer + example % "example"))
    assert "repositories.dangling_reference" in codes_of(inspect(answer + example % "schema"))


@pytest.mark.parametrize(
    ("tools", "producer"),
    [
        ("<tools><tool><vendor>v</vendor><name>syft</name><version>1.2</version></tool></tools>", "syft 1.2"),
        ("<tools><components><component><name>trivy</name></component></components></tools>", "trivy"),
        ("<tools/>", ""),
    ],
)
def test_the_tool_of_a_bill_of_materials_in_xml(tools, producer):
    found = inspect(FILES["cyclonedx xml"].replace("<metadata>", f"<metadata>{tools}"))
    assert found.artefact.producer == producer
