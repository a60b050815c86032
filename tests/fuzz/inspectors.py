"""Fuzz every inspector, guided by coverage, for a set time: `make fuzz` (SECONDS=60 unless told)."""

import sys

import atheris

with atheris.instrument_imports(include=["preuve.domain.evidence"]):
    from tests.fuzz.harness import run_case, seeds

    SEEDS = seeds()  # inside: it is what loads the inspectors


def case(data: bytes) -> None:
    """The first two bytes choose a seed; the rest says what is overwritten in it."""
    provider = atheris.FuzzedDataProvider(data)
    inspector, name, seed = SEEDS[provider.ConsumeIntInRange(0, len(SEEDS) - 1)]
    parts = bytearray(seed)
    while provider.remaining_bytes() > 4:
        start = provider.ConsumeIntInRange(0, len(parts))
        length = provider.ConsumeIntInRange(0, 64)
        parts[start : start + length] = provider.ConsumeBytes(provider.ConsumeIntInRange(0, 64))
    run_case(inspector, name, bytes(parts))


if __name__ == "__main__":
    atheris.Setup(sys.argv, case)
    atheris.Fuzz()
