"""Sentences: French and English from one template, numbers that never say more than the value."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preuve.domain.evidence.wording import clean, duration, percentage, render

NARROW, NO_BREAK = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("template", "values", "french", "english"),
    [
        ("{n} {n:cas|cas}", {"n": 12345}, f"12{NARROW}345 cas", "12,345 cas"),
        ("{n} {n:échec|échecs}", {"n": 0}, "0 échec", "0 échecs"),
        ("{n} {n:échec|échecs}", {"n": 1}, "1 échec", "1 échec"),
        ("{n} {n:échec|échecs}", {"n": 1.5}, "1,5 échec", "1.5 échecs"),
        ("{n} {n:échec|échecs}", {"n": 2}, "2 échecs", "2 échecs"),
        ("{n:un|des} {n}", {"n": ["a", "b"]}, "des a et b", "des a and b"),
        ("{n}", {"n": ["a"]}, "a", "a"),
        ("{n}", {"n": []}, "", ""),
        ("{n}", {"n": ["a", "b", "c"]}, "a, b et c", "a, b and c"),
        (
            "{n}",
            {"n": list("abcdefghi")},
            "a, b, c, d, e, f, g, h et 1 autre",
            "a, b, c, d, e, f, g, h and 1 more",
        ),
        (
            "{n}",
            {"n": list("abcdefghij")},
            "a, b, c, d, e, f, g, h et 2 autres",
            "a, b, c, d, e, f, g, h and 2 more",
        ),
        ("{n}", {"n": {"high": 2, "low": 1}}, "high 2 et low 1", "high 2 and low 1"),
        ("{n}", {"n": None}, "inconnu", "unknown"),
        ("{n:duration}", {"n": None}, "inconnu", "unknown"),
        ("{n}", {"n": [None, True, False]}, "inconnu, oui et non", "unknown, yes and no"),
        ("{n}", {"n": 10**18}, "1,000e+18", "1.000e+18"),
        ("{n}", {"n": 1e-9}, "1,000e-09", "1.000e-09"),
        ("{n}", {"n": 2e15}, "2,000e+15", "2.000e+15"),
        ("{n}", {"n": 0.0}, "0", "0"),
        ("{n}", {"n": 0.25}, "0,25", "0.25"),
        ("{n}", {"n": 3.14159}, "3,14", "3.14"),
        ("{n}", {"n": 1234.5}, f"1{NARROW}234", "1,234"),
        ("{n}", {"n": float("inf")}, "inconnu", "unknown"),
        ("{n:.2}", {"n": 3}, "3,00", "3.00"),
        ("{n:%}", {"n": 0.9981}, f"99,81{NO_BREAK}%", "99.81%"),
        ("{n:%}", {"n": 1}, f"100{NO_BREAK}%", "100%"),
        ("{n:%}", {"n": 0}, f"0{NO_BREAK}%", "0%"),
        ("{n:%}", {"n": 12.5}, f"1{NARROW}250{NO_BREAK}%", "1,250%"),
        ("{n:%}", {"n": 0.99999}, f"99,999{NO_BREAK}%", "99.999%"),
        ("{n:%}", {"n": 0.00001}, f"0,001{NO_BREAK}%", "0.001%"),
        ("{n:%}", {"n": 1e-12}, f"0{NO_BREAK}%", "0%"),
        ("{n:%}", {"n": float("nan")}, "inconnu", "unknown"),
        ("{n:duration}", {"n": 0}, f"0{NO_BREAK}ms", f"0{NO_BREAK}ms"),
        ("{n:duration}", {"n": 0.0108}, f"10,8{NO_BREAK}ms", f"10.8{NO_BREAK}ms"),
        ("{n:duration}", {"n": 0.35}, f"350{NO_BREAK}ms", f"350{NO_BREAK}ms"),
        ("{n:duration}", {"n": 12.5}, f"12,5{NO_BREAK}s", f"12.5{NO_BREAK}s"),
        ("{n:duration}", {"n": 3600}, f"1{NO_BREAK}h", f"1{NO_BREAK}h"),
        ("{n:duration}", {"n": 3723}, f"1{NO_BREAK}h 2{NO_BREAK}min", f"1{NO_BREAK}h 2{NO_BREAK}min"),
        ("{n:duration}", {"n": 90061}, f"1{NO_BREAK}j 1{NO_BREAK}h", f"1{NO_BREAK}d 1{NO_BREAK}h"),
        ("{n:duration}", {"n": -61}, f"-1{NO_BREAK}min 1{NO_BREAK}s", f"-1{NO_BREAK}min 1{NO_BREAK}s"),
        ("{n:duration}", {"n": float("inf")}, "inconnu", "unknown"),
        ("{n:bytes}", {"n": 999}, f"999{NO_BREAK}o", f"999{NO_BREAK}B"),
        ("{n:bytes}", {"n": 42_700_000}, f"42,7{NO_BREAK}Mo", f"42.7{NO_BREAK}MB"),
        ("{n:bytes}", {"n": 5 * 10**15}, f"5000{NO_BREAK}To", f"5000{NO_BREAK}TB"),
        ("{n:date}", {"n": "2026-05-01"}, "1er mai 2026", "1 May 2026"),
        ("{n:date}", {"n": date(2026, 12, 31)}, "31 décembre 2026", "31 December 2026"),
        ("{n:date}", {"n": "2026-05"}, "2026-05", "2026-05"),
        ("{n:moment}", {"n": "2026-05-02"}, "2 mai 2026", "2 May 2026"),
        ("{n:moment}", {"n": "2026-05-02T14:05:00"}, "2 mai 2026 à 14:05", "2 May 2026 at 14:05"),
        (
            "{n:moment}",
            {"n": "2026-05-02T14:05:09Z"},
            "2 mai 2026 à 14:05:09 UTC",
            "2 May 2026 at 14:05:09 UTC",
        ),
        (
            "{n:moment}",
            {"n": datetime(2026, 5, 2, 14, 5, tzinfo=timezone(timedelta(hours=2)))},
            "2 mai 2026 à 14:05 (UTC+0200)",
            "2 May 2026 at 14:05 (UTC+0200)",
        ),
        ("{n:quoted}", {"n": "x"}, f"«{NO_BREAK}x{NO_BREAK}»", "“x”"),
    ],
)
def test_one_template_gives_two_languages(template, values, french, english):
    assert (render(template, values, "fr"), render(template, values, "en")) == (french, english)


def test_a_template_that_names_an_unknown_value_is_a_defect():
    with pytest.raises(KeyError):
        render("{n}", {}, "fr")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\tc", "a b c"),
        ("a\x00b\x1b[31m", "ab[31m"),
        ("\u202eexe.txt", "exe.txt"),
        ("x" * 5000, "x" * 199 + "…"),
        ("  é  ", "é"),
        ("\ud800a", "a"),
    ],
)
def test_texts_from_files_are_cleaned(text, expected):
    assert clean(text) == expected


@given(st.floats(0, 1))
def test_a_percentage_never_rounds_to_all_or_nothing(ratio):
    text = percentage(ratio, "en")

    if 1e-9 < ratio < 1 - 1e-9:
        assert text not in {"0%", "100%"}
    assert float(text.rstrip("%").replace(",", "")) == pytest.approx(100 * ratio, abs=0.01)


@given(st.floats(0, 1e9))
def test_a_duration_says_at_most_two_units_and_is_near(seconds):
    sizes = {"d": 86400, "h": 3600, "min": 60, "s": 1, "ms": 0.001}
    parts = [part.split(NO_BREAK) for part in duration(seconds, "en").split(" ")]

    said = sum(float(amount.replace(",", "")) * sizes[unit] for amount, unit in parts)
    assert len(parts) <= 2
    assert said == pytest.approx(seconds, rel=0.05, abs=0.51 if seconds >= 60 else 0.001)
