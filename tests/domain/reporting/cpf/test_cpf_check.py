"""A flow from anywhere: each fault with its line, path and words; verdicts as the published schema."""

import io
import re
from pathlib import Path

import pytest
from flows import by_file, by_nir, entry, full, written
from lxml import etree

from preuve.domain.reporting.cpf import words
from preuve.domain.reporting.cpf.check import Source, check, is_warning
from preuve.domain.reporting.cpf.grammar import Version

SCHEMA = Path(__file__).resolve().parents[5] / "shared" / "specs" / "cpf-1.1.2.xsd"
NIL = ' xsi:nil="true"'
PASSAGE = b"<cpf:passageCertification>"


def flow(version=Version.V1_1_2):
    _, (data,) = written([entry(), by_file(), full()], version)
    return data.decode()


def swap(old, new, count=1):
    def change(text):
        assert old in text
        return text.replace(old, new, count)

    return change


def cut(name, count=1):
    def change(text):
        start = re.search(f"<cpf:{name}[ >]", text).start()
        end = text.index(f"</cpf:{name}>") + len(f"</cpf:{name}>")
        return text[:start] + text[end:]

    return change


def value(name, new):
    def change(text):
        start = re.search(f"<cpf:{name}(?: [^>]*)?>", text).end()
        return text[:start] + new + text[text.index("</", start) :]

    return change


#: Broken flow, code of the first fault of form, line, last part of its path. Line 3 is the first entry.
BROKEN = {
    "no id": (cut("idFlux"), "missing-element", 2, "flux"),
    "empty id": (value("idFlux", ""), "empty", 2, "idFlux"),
    "long id": (value("idFlux", "x" * 51), "too-long", 2, "idFlux"),
    "moment with Z": (value("horodatage", "2026-03-01T12:30:05Z"), "not-a-moment", 2, "horodatage"),
    "moment with fraction": (
        value("horodatage", "2026-03-01T12:30:05.1+00:00"),
        "not-a-moment",
        2,
        "horodatage",
    ),
    "moment of 25 hours": (value("horodatage", "2026-03-01T25:30:05+00:00"), "not-a-moment", 2, "horodatage"),
    "moment on 30 February": (
        value("horodatage", "2026-02-30T12:30:05+00:00"),
        "not-a-moment",
        2,
        "horodatage",
    ),
    "client of 7": (value("idClient", "1234567"), "wrong-length", 2, "idClient"),
    "empty contract": (value("idContrat", ""), "empty", 2, "idContrat"),
    "long contract": (value("idContrat", "x" * 21), "too-long", 2, "idContrat"),
    "no type": (cut("type"), "missing-element", 2, "certification[1]"),
    "depositor unknown": (value("natureDeposant", "AUTRE"), "not-listed", 4, "natureDeposant"),
    "no key": (cut("idTechnique"), "missing-element", 3, "passageCertification[1]"),
    "empty key": (value("idTechnique", ""), "empty", 3, "idTechnique"),
    "long key": (value("idTechnique", "é" * 256), "too-long", 3, "idTechnique"),
    "empty option": (value("libelleOption", ""), "empty", 5, "libelleOption"),
    "obtained lower case": (
        value("obtentionCertification", "par_admission"),
        "not-listed",
        3,
        "obtentionCertification",
    ),
    "obtained with blanks": (
        value("obtentionCertification", " PAR_ADMISSION "),
        "not-listed",
        3,
        "obtentionCertification",
    ),
    "flag in French": (value("donneeCertifiee", "oui"), "not-a-flag", 3, "donneeCertifiee"),
    "empty flag": (value("donneeCertifiee", ""), "empty", 3, "donneeCertifiee"),
    "French date": (value("dateDebutValidite", "01/02/2026"), "not-a-date", 3, "dateDebutValidite"),
    "date of 1899": (value("dateDebutValidite", "1899-02-01"), "not-a-date", 3, "dateDebutValidite"),
    "30 February": (value("dateDebutValidite", "2026-02-30"), "not-a-date", 3, "dateDebutValidite"),
    "date with zone": (value("dateDebutValidite", "2026-02-01Z"), "not-a-date", 3, "dateDebutValidite"),
    "granted nil": (
        swap("<cpf:dateDebutValidite>2026-02-01", f"<cpf:dateDebutValidite{NIL}>"),
        "nil-not-allowed",
        3,
        "dateDebutValidite",
    ),
    "end empty, not nil": (
        swap(f"<cpf:dateFinValidite{NIL}>", "<cpf:dateFinValidite>"),
        "empty",
        3,
        "dateFinValidite",
    ),
    "nil with content": (
        swap(f"<cpf:dateFinValidite{NIL}>", f"<cpf:dateFinValidite{NIL}>2030-01-01"),
        "nil-with-content",
        3,
        "dateFinValidite",
    ),
    "nil is yes": (swap(NIL, ' xsi:nil="yes"'), "nil-not-a-flag", 3, "dateFinValidite"),
    "level B3": (value("niveauLangueEuropeen", "B3"), "not-listed", 5, "niveauLangueEuropeen"),
    "score 1001": (value("scoreGeneral", "1001"), "out-of-range", 5, "scoreGeneral"),
    "score in words": (value("scoreGeneral", "cent"), "not-a-number", 5, "scoreGeneral"),
    "level 9": (value("niveau", "9"), "out-of-range", 5, "niveau"),
    "domain of 2": (value("domaineCompetenceId", "12"), "wrong-length", 5, "domaineCompetenceId"),
    "no scoring": (cut("scoring"), "missing-element", 3, "passageCertification[1]"),
    "no route": (cut("modaliteAcces"), "missing-element", 3, "modalitesInscription"),
    "VAE route with one s": (swap("voieAccessVAE", "voieAccesVAE", 2), "unknown-element", 5, "voieAccesVAE"),
    "no holder": (cut("titulaire"), "missing-one-of", 3, "identificationTitulaire"),
    "two holders": (
        swap("</cpf:identificationTitulaire>", "<cpf:dossierFormation/></cpf:identificationTitulaire>"),
        "one-only",
        3,
        "dossierFormation",
    ),
    "empty sex": (value("sexe", ""), "empty", 3, "sexe"),
    "sex H": (value("sexe", "H"), "not-listed", 3, "sexe"),
    "year 1899": (value("anneeNaissance", "1899"), "out-of-range", 3, "anneeNaissance"),
    "month 13": (value("moisNaissance", "13"), "out-of-range", 3, "moisNaissance"),
    "INSEE of 4": (value("codeInsee", "2A04"), "wrong-length", 3, "codeInsee"),
    "no birth place": (cut("codeInseeNaissance"), "missing-one-of", 3, "codeCommuneNaissance"),
    "long file number": (value("idDossier", "1" * 14), "too-long", 4, "idDossier"),
    "NIR in 1.1.2": (
        swap("<cpf:titulaire>", "<cpf:identifiantNational/><cpf:titulaire>"),
        "version-1.1.5",
        3,
        "identifiantNational",
    ),
    "action in 1.1.2": (
        swap("<cpf:emetteur>", "<cpf:action>CREATION</cpf:action><cpf:emetteur>"),
        "version-1.1.5",
        2,
        "action",
    ),
    "twice": (
        swap("<cpf:verbatim>", "<cpf:verbatim>x</cpf:verbatim><cpf:verbatim>"),
        "repeated-element",
        5,
        "verbatim",
    ),
    "stray text": (swap("<cpf:emetteur>", "<cpf:emetteur>ici"), "text-not-allowed", 2, "emetteur"),
    "stray element": (swap("<cpf:sexe>F", "<cpf:sexe><cpf:x/>F"), "element-in-value", 3, "x"),
    "attribute": (swap("<cpf:sexe>", '<cpf:sexe code="1">'), "attribute", 3, "sexe"),
    "no passages": (cut("passageCertification"), "missing-one-of", 2, "passageCertifications"),
    "other namespace": (swap("<cpf:flux ", '<cpf:flux xmlns:o="urn:o" ', 1), None, 0, ""),
    "root": (swap("cpf:flux", "cpf:fluxe", 2), "wrong-root", 2, "fluxe"),
    "namespace": (
        swap("urn:cdc:cpf:pc5:schema:1.0.0", "urn:cdc:cpf:pc5:schema:1.1.2"),
        "wrong-namespace",
        2,
        "flux",
    ),
}


def form(data, version=Version.V1_1_2):
    return [fault for fault in check(io.BytesIO(data), version) if fault.source is Source.FORM]


def broken(name):
    text = flow()
    if name == "no passages":
        start, end = text.index("\n<cpf:passageC"), text.index("</cpf:passageCertifications>")
        return (text[:start] + text[end:]).encode()
    return BROKEN[name][0](text).encode()


@pytest.mark.parametrize("name", BROKEN)
def test_each_broken_flow_says_what_and_where(name):
    _, code, line, last = BROKEN[name]
    found = form(broken(name))[:1]

    expected = [(code, line, last)] if code else []
    assert [(fault.issue.code, fault.line, fault.path.rpartition("/")[2]) for fault in found] == expected
    assert all(fault.words("fr") and fault.words("en") for fault in found)


@pytest.mark.parametrize("name", BROKEN)
def test_verdicts_are_those_of_the_published_schema(name):
    if not SCHEMA.exists():
        pytest.skip("the published schema isn't here")
    schema = etree.XMLSchema(etree.parse(SCHEMA))

    assert schema.validate(etree.fromstring(broken(name))) is (not form(broken(name)))


def test_what_we_write_is_valid():
    assert list(check(io.BytesIO(flow().encode()))) == []
    if not SCHEMA.exists():
        pytest.skip("the published schema isn't here")
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    schema.assertValid(etree.fromstring(flow().encode()))


def test_version_1_1_5():
    _, (data,) = written([entry(), by_nir()], Version.V1_1_5)
    without = data.replace(b"<cpf:action>CREATION</cpf:action>", b"")

    assert list(check(io.BytesIO(data))) == list(check(io.BytesIO(data), Version.V1_1_5)) == []
    assert [fault.issue.code for fault in check(io.BytesIO(data), Version.V1_1_2)] == ["version-1.1.5"] * 2
    assert [fault.issue.code for fault in check(io.BytesIO(without))] == ["missing-element"]
    bad = data.replace(b"2900420045012", b"3900420045012")
    (fault,) = check(io.BytesIO(bad))
    assert (fault.issue.code, fault.entry) == ("nir-shape", "C-4")
    assert "3900420045012" not in repr(fault) + fault.words("fr")


RULES = {
    "block": (value("code", "RNCP37674BC01"), "code-of-a-block", 2),
    "code": (value("code", "37674"), "code-shape", 2),
    "other kind": (value("code", "RS37674"), "code-of-other-kind", 2),
    "kind": (value("type", "XX"), "kind-unknown", 2),
    "order": (value("dateFinExamen", "2026-01-09"), "before", 5),
    "granted first": (value("dateDebutValidite", "2026-01-01"), None, 0),
    "no such day": (value("jourNaissance", "31"), "no-such-day", 3),
    "flag false": (None, "level-unsaid", 5),
    "INSEE": (value("codeInsee", "00123"), "insee-shape", 3),
    "flag true": (swap("NumeriqueEuro>false", "NumeriqueEuro>true"), "level-missing", 3),
    "key again": (swap(">C-3<", ">C-1<"), "repeated-key", 4),
    "not VAE": (value("voieAccessVAE", "CONGES_VAE"), None, 0),
}


@pytest.mark.parametrize("name", RULES)
def test_rules_between_data(name):
    change, code, line = RULES[name]
    text = flow()
    if name == "flag false":
        text = text.replace(
            "<cpf:presenceNiveauNumeriqueEuro>true", "<cpf:presenceNiveauNumeriqueEuro>false", 1
        )
    else:
        text = change(text)
    found = list(check(io.BytesIO(text.encode())))

    assert [(fault.issue.code, fault.line, fault.source) for fault in found] == (
        [(code, line, Source.RULE)] if code else []
    )
    assert all(fault.words("fr") and fault.words("en") for fault in found)


def codes(data, **limits):
    return [(fault.line, fault.issue.code) for fault in check(io.BytesIO(data), **limits)]


def test_what_is_no_xml():
    assert codes(b"") == [(1, "not-well-formed")]
    assert codes(b"PK\x03\x04") == [(1, "not-well-formed")]
    assert codes(b"<a>\n<b></a>") == [(1, "wrong-namespace"), (2, "not-well-formed")]
    assert codes(flow().encode()[:-9]) == [(5, "not-well-formed")]
    assert codes(b'<?xml version="1.0" encoding="no-such"?><a/>') == [(1, "not-well-formed")]


def test_document_types_are_refused_unread():
    data = b'<!DOCTYPE flux [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/passwd">]>\n<flux>&a;&c;</flux>'

    assert codes(data) == [(1, "document-type")]


def test_a_tag_without_end_stops_the_reading():
    assert codes(b"<a " + b"x" * 3_000_000) == [(1, "token-too-long")]


def test_limits():
    data = flow().encode()

    assert codes(data, most_entries=2) == [(5, "too-many-entries")]
    assert codes(data, most_bytes=100) == [(1, "too-many-bytes")]
    assert codes(data, most_entries=3, most_bytes=len(data)) == []


def test_a_long_value_is_not_kept():
    ((line, code),) = codes(value("idTechnique", "<!-- -->x" * 30_000)(flow()).encode())

    assert (line, code) == (3, "too-long")


def test_what_is_below_an_unknown_element_is_passed_over():
    data = swap("<cpf:emetteur>", "<cpf:autre><cpf:y>z</cpf:y></cpf:autre><cpf:emetteur>")(flow()).encode()

    assert codes(data) == [(2, "unknown-element")]


def test_a_digital_level_without_anything_is_one():
    text = re.sub("<cpf:scoreGeneral>.*</cpf:resultats>", "", flow())

    assert codes(text.encode()) == []


def test_where_a_schema_lies_may_be_said():
    data = swap("<cpf:flux ", '<cpf:flux xsi:schemaLocation="urn:x x.xsd" ')(flow()).encode()

    assert codes(data) == []


def test_a_warning_is_no_error():
    (fault,) = check(io.BytesIO(value("nomNaissance", "DUPONT 2")(flow()).encode()))

    assert is_warning(fault)
    assert fault.words("fr") == "Nom de naissance : un chiffre dans un nom : à vérifier"


def test_every_code_has_words_in_both_languages():
    assert all(french and english and french != english for french, english in words.SENTENCES.values())
    assert PASSAGE in flow().encode()
