import pytest

from preuve.web.vault import VaultError, reseal, seal, unseal

OLD, NEW = "o" * 50, "n" * 50


def test_a_secret_comes_back_and_is_not_in_what_is_kept():
    sealed = seal("nir", b"2690549588157")
    assert unseal("nir", sealed) == b"2690549588157"
    assert b"2690549588157" not in sealed
    assert seal("nir", b"2690549588157") != sealed


def test_a_secret_opens_for_its_purpose_only():
    with pytest.raises(VaultError) as refused:
        unseal("issuer key", seal("nir", b"1"))
    assert refused.value.purpose == "issuer key"


@pytest.mark.parametrize("place", [0, 20, 60, -1])
def test_a_changed_byte_is_caught(place):
    sealed = bytearray(seal("nir", b"2690549588157"))
    sealed[place] ^= 1
    with pytest.raises(VaultError):
        unseal("nir", bytes(sealed))


def test_keys_are_changed_without_losing_anything(settings):
    settings.VAULT_KEYS = [OLD]
    kept = seal("nir", b"1")
    settings.VAULT_KEYS = [NEW, OLD]
    again = reseal("nir", kept)
    assert unseal("nir", kept) == b"1"
    settings.VAULT_KEYS = [NEW]
    assert unseal("nir", again) == b"1"
    with pytest.raises(VaultError):
        unseal("nir", kept)
