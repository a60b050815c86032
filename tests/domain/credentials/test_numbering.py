import pytest

from preuve.domain.credentials.errors import NumberError, NumberFault
from preuve.domain.credentials.numbering import (
    ALPHABET,
    canonical_number,
    certificate_number,
    check_characters,
    issuer_prefix,
)


def test_check_characters_of_the_standards_example():
    # ISO 7064:2003, MOD 1271-36: the example "ISO 79" is protected as "ISO 79 3W".
    assert check_characters("ISO79") == "3W"


def test_a_protected_text_is_one_modulo_1271():
    for text in ("0", "Z", "IAN2026000042", "A1" * 20):
        assert int(text + check_characters(text), 36) % 1271 == 1


def test_check_characters_refuse_what_they_do_not_know():
    with pytest.raises(ValueError, match=r"^$"):
        check_characters("")
    for text in ("abc", "É", "A B"):
        with pytest.raises(ValueError, match="substring not found"):
            check_characters(text)


def test_every_wrong_character_and_every_swap_is_caught():
    number = certificate_number("IAN", 2026, 42)
    plain = number.replace("-", "")
    for place, right in enumerate(plain):
        for wrong in ALPHABET.replace(right, ""):
            with pytest.raises(NumberError):
                canonical_number(plain[:place] + wrong + plain[place + 1 :])
    for place in range(len(plain) - 1):
        swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
        if swapped != plain:
            with pytest.raises(NumberError):
                canonical_number(swapped)


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("Institut Arc Numérique", "IAN"),
        ("École des métiers de l’ingénierie", "EMI"),
        ("Certilog", "CERTI"),
        ("A", "AX"),
        ("Les Et De", "LED"),
        ("3iL", "3IL"),
        ("学校", "XX"),
        ("Un Deux Trois Quatre Cinq Six", "UDTQC"),
    ],
)
def test_issuer_prefix(name, prefix):
    assert issuer_prefix(name) == prefix


def test_certificate_number_has_four_parts():
    number = certificate_number("IAN", 2026, 42)
    assert number == f"IAN-2026-000042-{check_characters('IAN2026000042')}"
    assert canonical_number(number) == number


@pytest.mark.parametrize(
    ("prefix", "year", "rank"),
    [
        ("I", 2026, 1),
        ("TOOLONG", 2026, 1),
        ("ian", 2026, 1),
        ("IÄN", 2026, 1),
        ("INSTI", 20260, 1),
        ("INSTI", 2026, 10**6),
    ],
)
def test_certificate_number_refuses_parts_that_do_not_fit(prefix, year, rank):
    with pytest.raises(NumberError) as caught:
        certificate_number(prefix, year, rank)
    assert caught.value.fault is NumberFault.SHAPE


def test_canonical_number_reads_what_people_type():
    number = certificate_number("IAN", 2026, 42)
    for typed in (
        number.lower(),
        number.replace("-", " "),
        number.replace("-", "–"),
        number.replace("-", ""),
        f"  {number}\u00a0\t",
        number.replace("-", "\u2011\u200b"),
    ):
        assert canonical_number(typed) == number


@pytest.mark.parametrize(
    "text", ["", "K7", "IAN-2026-42-K7", "IAN-2026-000042-K", "ＩＡＮ-２０２６-000042-K7", "a" * 5000]
)
def test_canonical_number_says_when_parts_are_missing(text):
    with pytest.raises(NumberError) as caught:
        canonical_number(text)
    assert (caught.value.fault, caught.value.found) == (NumberFault.SHAPE, text)


def test_canonical_number_says_when_it_was_mistyped():
    number = certificate_number("IAN", 2026, 42)
    mistyped = number.replace("42", "43")
    with pytest.raises(NumberError) as caught:
        canonical_number(mistyped)
    assert (caught.value.fault, caught.value.found) == (NumberFault.CHECK, mistyped)
