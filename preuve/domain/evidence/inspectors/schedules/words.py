"""Words that tell what a task is for: quality, going live, training, support; presence, no more."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b")


_PURPOSES = {
    "quality": _any(
        "tests?|testing|recettes?|recetter|revues?|relectures?|validations?|valider|verifications?",
        "qualifications?|audits?|vabf|vsr|uat|reviews?|acceptance|qa|qualite|quality|controles?",
    ),
    "go_live": _any(
        "mises? en production|mise en prod|mep|mise en service|mise en ligne|go[- ]?live|cutover|bascule",
        "production release",
    ),
    "deployment": _any("deploiements?|deployer|deployment|deploy|rollout|migrations?|pilotes?"),
    "training": _any("formations?|former|training|accompagnement|conduite du changement"),
    "support": _any("hypercare|vsr|support|garantie|early life support|stabilisation|assistance"),
}


@lru_cache(maxsize=20_000)  # facts and findings ask for the same names
def purposes_of(name: str) -> frozenset[str]:
    """Return what a task's name says that it is for: quality, go_live, deployment, training, support."""
    text = _folded(name[:300])
    return frozenset(purpose for purpose, pattern in _PURPOSES.items() if pattern.search(text))
