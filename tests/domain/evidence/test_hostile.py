"""Every inspector before files that were cut, mixed up, re-encoded and swollen: no traceback, no bad place.

Real files are the seeds; `spoiled` breaks them as downloads and converters do, Hypothesis in its own ways.
`make fuzz` goes on for as long as it is told, guided by coverage.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.evidence import spoiled
from tests.fuzz.harness import run_case, seeds

SEEDS = seeds()


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"{seed[0]}-{seed[1]}")
def test_spoiled_files_are_read_or_refused_in_words(seed):
    inspector, name, data = seed
    for _, broken in spoiled(data):
        run_case(inspector, name, broken, before=data)


@st.composite
def mutated(draw):
    """A seed with a few places overwritten, doubled, dropped or filled from another seed."""
    inspector, name, data = draw(st.sampled_from(SEEDS))
    parts = bytearray(data)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(parts)))
        end = min(len(parts), start + draw(st.integers(0, 200)))
        other = draw(st.sampled_from(SEEDS))[2]
        offset = draw(st.integers(0, max(len(other) - 1, 0)))
        filling = draw(
            st.sampled_from(
                (
                    b"",
                    b"0",
                    b"-1",
                    b"9" * 40,
                    b"1e999",
                    b"null",
                    b"{}",
                    b"[]",
                    b'"',
                    b"<a>",
                    b"\n",
                    b"\xff",
                    b"\0",
                )
            )
            | st.binary(max_size=8)
            | st.just(other[offset : offset + 100])
            | st.just(bytes(parts[start:end]) * 2)
        )
        parts[start:end] = filling
    return inspector, name, bytes(parts)


@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated())
def test_mutated_files_are_read_or_refused_in_words(case):
    run_case(*case)
