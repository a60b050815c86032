"""Credentials signed and verified per second, beside bare canonicalisation + Ed25519 in the same run.

    .venv/bin/python benchmarks/credentials.py [--count 300] [--repeat 5]

Bare: PyLD's statements of the document and of the proof's options (contexts in memory), pyoxigraph,
SHA-256, one Ed25519 signature or check; none of our refusals. Ours: `proofs.sign`, `proofs.signature_holds`.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from typing import TYPE_CHECKING, Any

ROOT = __file__.rpartition("/benchmarks/")[0] or "."
sys.path[0] = ROOT  # beside us, `import inspect` would find that benchmark

import pyoxigraph as rdf
from pyld import jsonld

from preuve.domain.credentials.badges import badge
from preuve.domain.credentials.multibase import base58_decoded
from preuve.domain.credentials.proofs import signature_holds
from tests.factories.credentials import CONTEXTS, ISSUER, KEY, award, signed

if TYPE_CHECKING:
    from collections.abc import Callable


def bare_bytes(document: dict[str, Any]) -> bytes:
    proof = {name: value for name, value in document["proof"].items() if name != "proofValue"}
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    return b"".join(bare_hash(part) for part in ({"@context": document["@context"], **proof}, unsigned))


def bare_hash(document: dict[str, Any]) -> bytes:
    options = {"documentLoader": CONTEXTS.loaded, "format": "application/n-quads"}
    quads = jsonld.to_rdf(document, options)
    dataset = rdf.Dataset(quad for quad in rdf.parse(quads, format=rdf.RdfFormat.N_QUADS))
    dataset.canonicalize(rdf.CanonicalizationAlgorithm.RDFC_1_0)
    return hashlib.sha256("".join(sorted(f"{quad} .\n" for quad in dataset)).encode()).digest()


def per_second(act: Callable[[Any], object], items: list[Any], repeat: int) -> float:
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        for item in items:
            act(item)
        best = min(best, time.perf_counter() - start)
    return len(items) / best


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--repeat", type=int, default=5)
    arguments = parser.parse_args()
    plain = [badge(award(rank=rank), ISSUER) for rank in range(arguments.count)]
    done = [signed(document) for document in plain]
    public = KEY.public_key()
    assert all(KEY.sign(bare_bytes(item)) == base58_decoded(item["proof"]["proofValue"]) for item in done[:3])
    races = {
        "signed": (signed, plain, lambda item: KEY.sign(bare_bytes(item))),
        "verified": (
            lambda item: signature_holds(item, public, CONTEXTS),
            done,
            lambda item: public.verify(base58_decoded(item["proof"]["proofValue"]), bare_bytes(item)),
        ),
    }
    for name, (ours, items, bare) in races.items():
        mine = per_second(ours, items, arguments.repeat)
        theirs = per_second(bare, done, arguments.repeat)
        print(f"{name:<9} {mine:8.0f} /s   bare {theirs:8.0f} /s   ratio {mine / theirs:.2f}")


if __name__ == "__main__":
    main()
