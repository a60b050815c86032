import pytest

from preuve.domain.credentials.mentions import BLOCK_ONLY, Mention, forbidden_words, missing_mentions

WHOLE = {mention.value: "dit" for mention in Mention if mention not in BLOCK_ONLY} | {"level": 7}
BLOCK = WHOLE | {"block_code": "BC1", "block_title": "Concevoir"}


def test_nothing_is_missing_of_complete_mentions():
    assert missing_mentions(WHOLE, block=False) == ()
    assert missing_mentions(BLOCK, block=True) == ()


def test_a_block_asks_for_its_code_and_title():
    assert missing_mentions(WHOLE, block=True) == (Mention.BLOCK_CODE, Mention.BLOCK_TITLE)


@pytest.mark.parametrize("mention", list(Mention))
@pytest.mark.parametrize("value", [None, "", " \u00a0\n"])
def test_each_mention_is_asked_for(mention, value):
    assert missing_mentions(BLOCK | {mention.value: value}, block=True) == (mention,)


def test_all_are_missing_of_nothing_in_order():
    assert missing_mentions({}, block=True) == tuple(Mention)


def test_level_zero_is_said():
    assert missing_mentions(WHOLE | {"level": 0}, block=False) == ()


def test_titre_professionnel_is_never_said():
    assert forbidden_words(WHOLE) == ()
    assert forbidden_words(WHOLE | {"title": "TITRE  professionnel Développeur"}) == ("titre professionnel",)
    assert forbidden_words(WHOLE | {"nothing": None}) == ()
