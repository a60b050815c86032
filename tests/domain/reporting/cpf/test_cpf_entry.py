"""What is missing or impossible is said when it is entered, in words."""

# ruff: noqa: E501 - sentences are claimed whole

from datetime import date

import pytest
from flows import TITLE, by_file, by_nir, entry, full, holder, written
from lxml import etree

from preuve.domain.reporting.cpf.entry import (
    Certification,
    DigitalLevel,
    DigitalResult,
    check_entry,
    prefix_of,
    values_of,
)
from preuve.domain.reporting.cpf.form import FIELDS, read_entry
from preuve.domain.reporting.cpf.grammar import PASSAGE, Version
from preuve.domain.reporting.cpf.nir import Nir, read_nir
from preuve.domain.reporting.errors import EntryError, NirError, NirFault

TODAY = date(2026, 3, 1)
TYPED = {
    "key": "C-1",
    "certification.kind": "RNCP",
    "certification.code": "RNCP37674",
    "granted_on": "01/02/2026",
    "holder.birth_name": " DUPONT ",
    "holder.first_name": "Zoé",
    "holder.birth_year": "1990",
    "holder.birth_month": "4",
    "holder.birth_day": "30",
    "holder.sex": "F",
    "holder.insee_code": "2A004",
    "score": "  ",
}


class Register:
    def existed(self, insee_code, year):
        return (insee_code, year) == ("2A004", 1990)


def said(typed=None, language="fr", **options):
    reading = read_entry(TYPED | (typed or {}), today=TODAY, **options)
    return [each.words(language) for each in reading.issues]


def without(*keys):
    return read_entry({key: text for key, text in TYPED.items() if key not in keys}, today=TODAY)


def test_an_entry_that_is_whole():
    reading = read_entry(TYPED, today=TODAY, places=Register())

    assert (reading.entry, reading.issues) == (entry(), ())


@pytest.mark.parametrize("whole", [entry(), full(), by_file(), by_nir()])
def test_what_is_typed_again_is_the_same(whole):
    typed = {key: str(datum) for key, datum in values_of(whole).items()}
    typed["certified"] = typed["certified"].lower()
    if "national.nir" in typed:
        typed["national.nir"] += f"{Nir(typed['national.nir']).key:02}"
    reading = read_entry(typed, today=TODAY)

    assert reading.issues == ()
    assert values_of(reading.entry) == values_of(whole)


def test_nothing_typed():
    reading = read_entry({}, today=TODAY)

    assert reading.entry is None
    assert [(each.field, each.code) for each in reading.issues] == [
        ("certification.kind", "missing"),
        ("certification.code", "missing"),
        ("key", "missing"),
        ("granted_on", "missing"),
        ("holder", "missing-holder"),
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"holder.sex": ""}, "Sexe : le sexe manque (M ou F) ; laissé vide, il ferait refuser tout le fichier"),
        ({"holder.sex": "H"}, "Sexe : « H » n’est pas permis ; permis : M, F"),
        ({"holder.birth_name": ""}, "Nom de naissance : cette donnée manque, elle est obligatoire"),
        ({"holder.birth_name": "X" * 61}, "Nom de naissance : 61 caractères, 60 au plus"),
        ({"holder.first_name": "Zo\x01é"}, "Prénom : caractère interdit (U+0001) en position 3"),
        ({"holder.first_name": "Zoé2"}, "Prénom : un chiffre dans un nom : à vérifier"),
        ({"holder.birth_year": "90"}, "Année de naissance : 90, ce n’est pas de 1900 à 2099"),
        ({"holder.birth_year": "x"}, "Année de naissance : « x » n’est pas un nombre entier"),
        ({"holder.birth_day": "31"}, "Jour de naissance : le 1990-04-31 n’existe pas"),
        ({"holder.birth_month": ""}, "Jour de naissance : un jour sans mois"),
        ({"holder.birth_year": "2030"}, "Année de naissance : né après l’octroi (2026-02-01)"),
        ({"holder.birth_year": "2020"}, "Année de naissance : 5 ans à l’octroi : à vérifier"),
        (
            {"holder.insee_code": ""},
            "Code INSEE de la commune de naissance : donner le code INSEE de la commune (99xxx pour un pays étranger) ou le code postal",
        ),
        (
            {"holder.insee_code": "96X"},
            "Code INSEE de la commune de naissance : 3 caractères, il en faut 5",
        ),
        (
            {"holder.insee_code": "ABCDE"},
            "Code INSEE de la commune de naissance : « ABCDE » n’est pas un code INSEE (département, commune ; 99xxx à l’étranger)",
        ),
        (
            {"holder.insee_code": "20004"},
            "Code INSEE de la commune de naissance : « 20004 » : depuis 1976 la Corse est 2A ou 2B, avant elle est 20",
        ),
        (
            {"holder.birth_year": "1975"},
            "Code INSEE de la commune de naissance : « 2A004 » : depuis 1976 la Corse est 2A ou 2B, avant elle est 20",
        ),
        ({"holder.insee_code": "99109"}, "Pays de naissance : né à l’étranger (99109), le pays manque"),
        ({"holder.postal_code": "20000"}, "Postal : "),
        ({"file.number": "1", "file.name": "D", "file.first_name": "Z"}, "Titulaire : donner une seule identité"),
        ({"certification.code": "RNCP37674BC01"}, "Code de la certification : « RNCP37674BC01 » est un bloc ; seul le titre entier s’envoie"),
        ({"certification.code": "37674"}, "Code de la certification : « 37674 » n’est pas un code du répertoire (RNCP37674 ou RS1234)"),
        ({"certification.kind": "RS"}, "Code de la certification : « RNCP37674 » ne va pas avec le type RS"),
        ({"granted_on": "31/02/2026"}, "Date d’octroi : « 2026-02-31 » n’est pas une date ; écrire AAAA-MM-JJ, de 1900 à 2099"),
        ({"granted_on": "2026-03-02"}, "Date d’octroi : 2026-03-02 est après aujourd’hui (2026-03-01)"),
        ({"exam_start": "2026-01-02", "exam_end": "2026-01-01"}, "Fin de l’examen : 2026-01-01 est avant 2026-01-02 (début de l’examen)"),
        ({"exam_end": "2026-02-02"}, "Date d’octroi : 2026-02-01 est avant 2026-02-02 (fin de l’examen)"),
        ({"valid_until": "2026-01-01"}, "Fin de validité : 2026-01-01 est avant 2026-02-01 (date d’octroi)"),
        ({"enrolled_on": "2026-02-02"}, "Date d’octroi : 2026-02-01 est avant 2026-02-02 (date d’inscription)"),
        ({"obtained": "PAR_SCORING"}, "Score : obtenue par score, le score manque"),
        ({"vae_route": "CONGES_VAE"}, "Voie d’accès VAE : donnée sans que l’accès soit la VAE"),
        ({"proof_url": "ftp://x"}, "Adresse de la preuve : « ftp://x » n’est pas une adresse https ou http"),
        ({"certified": "oui"}, "Donnée certifiée : « oui » n’est ni true ni false"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_once(typed, sentence):
    if "holder.postal_code" in typed:
        sentence = "Code postal de naissance : le code INSEE et le code postal s’excluent"

    assert said(typed) == [sentence]


def test_a_commune_of_another_year():
    assert said({"holder.birth_year": "1991"}, "en", places=Register()) == [
        "INSEE code of the commune of birth: “2A004” didn’t exist in 1991"
    ]


def test_every_known_holder_may_lack_month_and_day():
    reading = without("holder.birth_month", "holder.birth_day")

    assert (reading.issues, reading.entry.holder.birth_month) == ((), None)


def test_what_blocks_leaves_no_entry_and_a_warning_does():
    assert without("holder.sex").entry is None
    reading = read_entry(TYPED | {"holder.first_name": "Zoé2"}, today=TODAY)
    assert [each.severity for each in reading.issues] == ["warning"]
    assert check_entry(reading.entry, today=TODAY) == reading.issues


def test_unknown_fields():
    assert "digital.results.level" not in FIELDS
    with pytest.raises(KeyError):
        read_entry({"sexe": "F"}, today=TODAY)


@pytest.mark.parametrize(
    "changes",
    [
        {"holder": holder(sex="")},
        {"holder": holder(birth_name=" ")},
        {"holder": holder(birth_name=" X")},
        {"holder": holder(birth_year=1899)},
        {"key": ""},
        {"granted_on": date(2100, 1, 1)},
        {"certification": Certification("X", "RNCP1")},
        {"digital": DigitalLevel(None, (DigitalResult(9),))},
        {"digital": DigitalLevel()},
    ],
)
def test_an_entry_that_cannot_be_written_cannot_be(changes):
    with pytest.raises(EntryError) as caught:
        entry(**changes)

    assert len(caught.value.issues) >= 1
    assert str(caught.value)


def nir_of(number):
    digits = number.replace("2A", "19").replace("2B", "18")
    return f"{number}{97 - int(digits) % 97:02}"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2 55 08 14 168 025 38", "2550814168025"),  # the specimen card of the Assurance maladie
        (nir_of("190042A004012"), "190042A004012"),
        (nir_of("190042b004012".upper()).lower(), "190042B004012"),
    ],
)
def test_nir(typed, number):
    assert read_nir(typed).number == number
    assert number not in repr(read_nir(typed))


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("255081416802", NirFault.LENGTH),
        ("255081416802539", NirFault.KEY),
        ("355081416802538", NirFault.SHAPE),
        ("2550814168025AB", NirFault.SHAPE),
        ("25508141680253²", NirFault.SHAPE),
    ],
)
def test_what_is_no_nir(typed, fault):
    with pytest.raises(NirError) as caught:
        read_nir(typed)

    assert (caught.value.fault, typed in repr(caught.value)) == (fault, False)


def test_the_key_catches_every_wrong_digit_and_swap():
    right = "255081416802538"
    others = {right[:at] + digit + right[at + 1 :] for at in range(15) for digit in "0123456789"} - {right}
    others |= {right[:at] + right[at + 1] + right[at] + right[at + 2 :] for at in range(14)} - {right}

    for other in others:
        with pytest.raises(NirError):
            read_nir(other)


def test_a_number_of_13_only():
    with pytest.raises(NirError):
        Nir("1")


def test_a_nir_is_said_by_its_fault_only_and_needs_the_new_schema():
    typed = {key: text for key, text in TYPED.items() if not key.startswith("holder.")}
    typed |= {"national.nir": "255081416802538", "national.birth_name": "DUPONT"}

    reading = read_entry(typed, today=TODAY)
    assert (prefix_of(reading.entry.holder), reading.entry.version) == ("national", Version.V1_1_5)
    assert [each.code for each in read_entry(typed, today=TODAY, version=Version.V1_1_2).issues] == [
        "needs-1.1.5"
    ]
    wrong = read_entry(typed | {"national.nir": "255081416802539"}, today=TODAY)
    assert [each.words("fr") for each in wrong.issues] == [
        "NIR : la clé ne va pas avec le numéro : faute de frappe ?"
    ]


def order_of(element):
    return [etree.QName(child).localname for child in element]


def test_elements_come_in_the_published_order():
    _, (data,) = written([full()])
    passage = etree.fromstring(data).find(".//{*}passageCertification")
    status = passage.find(".//{*}titulaire")
    holder_node = PASSAGE.children[-2].children[1]

    assert order_of(passage) == [child.name for child in PASSAGE.children]
    assert order_of(status) == [child.name for child in holder_node.children]
    assert (TITLE.kind, "".join(passage.find("{*}verbatim").itertext())) == ("RNCP", "« à relire »")
