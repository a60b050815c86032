"""The sentences of a verification, in French and English."""

from preuve.domain.credentials.verification import Finding, Outcome, Verification

_SENTENCES: dict[Outcome, tuple[str, str]] = {
    Outcome.PASSED: ("conforme", "passed"),
    Outcome.UNCHECKED: ("aucune liste de révocation n’est annoncée", "no revocation list is announced"),
    Outcome.UNTRUSTED_FORM: (
        "la forme du document ne permet pas de croire sa signature",
        "the form of the document does not allow its signature to be believed",
    ),
    Outcome.NOT_A_CREDENTIAL: ("ce n’est pas un certificat vérifiable", "not a verifiable credential"),
    Outcome.ISSUER_UNKNOWN: (
        "l’émetteur n’est pas de ceux qui ont été donnés",
        "the issuer is not one of those given",
    ),
    Outcome.KEY_UNKNOWN: ("cette clé n’est pas publiée par l’émetteur", "the issuer publishes no such key"),
    Outcome.SIGNATURE_WRONG: (
        "la signature ne correspond pas : le document a été modifié, ou une autre clé l’a signé",
        "the signature does not match: the document was changed, or another key signed it",
    ),
    Outcome.KEY_EXPIRED: (
        "la clé ne devait plus signer à cette date",
        "the key was no longer to sign at that date",
    ),
    Outcome.KEY_REVOKED: (
        "signé après la révocation de la clé (vol ou perte)",
        "signed after the key was revoked (theft or loss)",
    ),
    Outcome.SIGNED_LATER: (
        "signé après la date de la vérification, ou à une date illisible",
        "signed after the date of verification, or at an unreadable date",
    ),
    Outcome.NOT_YET_VALID: ("pas encore valable", "not valid yet"),
    Outcome.NO_LONGER_VALID: ("n’est plus valable", "no longer valid"),
    Outcome.PERIOD_UNREADABLE: ("la période de validité est illisible", "the validity period is unreadable"),
    Outcome.REVOKED: ("révoqué par l’émetteur", "revoked by the issuer"),
    Outcome.SUSPENDED: ("suspendu par l’émetteur", "suspended by the issuer"),
    Outcome.STATUS_LIST_MISSING: (
        "révocation non vérifiée : la liste n’a pas été donnée",
        "revocation not checked: the list was not given",
    ),
    Outcome.STATUS_LIST_UNTRUSTED: (
        "la liste de révocation donnée ne peut pas être crue",
        "the revocation list given can not be believed",
    ),
    Outcome.PDF_UNSIGNED: (
        "le PDF n’est pas signé : ce que montrent ses pages n’est pas prouvé",
        "the PDF is not signed: what its pages show is not proven",
    ),
    Outcome.PDF_CHANGED: (
        "la signature du PDF ne tient pas : le fichier a été modifié ou complété",
        "the signature of the PDF does not hold: the file was changed or added to",
    ),
    Outcome.SIGNER_UNCHECKED: (
        "signature intacte, signataire vérifié auprès d’aucune racine",
        "signature intact, signer not checked against any root",
    ),
    Outcome.SIGNER_UNTRUSTED: (
        "signature intacte, mais aucune des racines données ne répond du signataire à cette date",
        "signature intact, but none of the roots given vouches for the signer at that date",
    ),
}
_CHECKS = {
    "form": ("Forme", "Form"),
    "issuer": ("Émetteur", "Issuer"),
    "signature": ("Signature", "Signature"),
    "key": ("Clé", "Key"),
    "period": ("Validité", "Validity"),
    "status": ("Révocation", "Revocation"),
    "pdf": ("PDF", "PDF"),
}


def check_name(finding: Finding, language: str) -> str:
    """Return the name of the check of a finding; `language` is `fr` or `en`."""
    return _CHECKS[finding.check][_column(language)]


def sentence(finding: Finding, language: str) -> str:
    """Return what a finding says, with its detail in brackets; `language` is `fr` or `en`."""
    words = _SENTENCES[finding.outcome][_column(language)]
    return f"{words} ({finding.detail})" if finding.detail else words


def verdict(verification: Verification, language: str) -> str:
    """Return whether a credential is valid, in a word; `language` is `fr` or `en`."""
    words = ("Valable", "Valid") if verification.valid else ("Non valable", "Not valid")
    return words[_column(language)]


def _column(language: str) -> int:
    return 0 if language == "fr" else 1
