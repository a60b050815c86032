"""What can go wrong in this package. Each error carries data; the shell makes the sentence."""

from enum import StrEnum


class NumberFault(StrEnum):
    """Why a text is no certificate number."""

    SHAPE = "shape"
    """Its parts are not those of a number: prefix, year, rank, two check characters."""
    CHECK = "check"
    """Its check characters are not those of the rest: a character was mistyped or two were swapped."""


class CredentialsError(Exception):
    """Base of every error of this package that carries data."""


class NumberError(CredentialsError):
    """A text is no certificate number.

    Attributes:
        fault: why.
        found: the text, as given.
    """

    def __init__(self, fault: NumberFault, found: str) -> None:
        super().__init__(fault, found)
        self.fault = fault
        self.found = found


class DocumentFault(StrEnum):
    """Why a document can't be signed, nor its signature be trusted."""

    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    REPEATED_KEY = "repeated_key"
    """A key twice in an object: readers differ on which one counts."""
    CONTROL_CHARACTER = "control_character"
    EMPTY_VALUE = "empty_value"
    """Null or an empty list or object: no signature covers it."""
    KEYWORD = "keyword"
    """A key that is a JSON-LD keyword or an IRI: it hides a statement from who reads the JSON."""
    CONTEXT = "context"
    """A context that isn't shipped and pinned, or not where one may be."""
    UNDEFINED_TERM = "undefined_term"
    """A word that no context defines: it would go unsigned."""
    RELATIVE_IDENTIFIER = "relative_identifier"
    """An identifier that is no absolute IRI: it would go unsigned."""
    SPLIT_IDENTIFIER = "split_identifier"
    """One identifier described in two ways: statements could be moved from one to the other."""
    VALUE = "value"
    """A value of a kind that isn't supported here."""
    TOO_ALIKE = "too_alike"
    """Too many nameless objects that nothing tells apart: the canonical order would take for ever."""
    PROOF = "proof"
    """The proof isn't there, isn't alone, or isn't one of `eddsa-rdfc-2022` for an assertion."""


class DocumentError(CredentialsError):
    """A document can't be signed or trusted.

    Attributes:
        fault: why.
        place: JSON pointer of the place, where known.
        found: what is there, shortened.
    """

    def __init__(self, fault: DocumentFault, place: str = "", found: str = "") -> None:
        super().__init__(fault, place, found)
        self.fault = fault
        self.place = place
        self.found = found[:200]


class EncodingError(CredentialsError):
    """A text is no multibase, multikey or base64url value of the kind asked for.

    Attributes:
        found: the text, shortened.
    """

    def __init__(self, found: str) -> None:
        super().__init__(found[:200])
        self.found = found[:200]


class PinnedContextError(CredentialsError):
    """A shipped context is missing or isn't the one that was pinned.

    Attributes:
        url: address of the context.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class StatusListError(CredentialsError):
    """A status list can't be read, or has no such place.

    Attributes:
        found: what is wrong there: text of the list, shortened, or the index.
    """

    def __init__(self, found: str) -> None:
        super().__init__(found[:200])
        self.found = found[:200]


class BakingFault(StrEnum):
    """Why a picture can't be baked or read."""

    NOT_A_PICTURE = "not_a_picture"
    TOO_LARGE = "too_large"
    NOTHING_BAKED = "nothing_baked"
    SEVERAL = "several"
    UNREADABLE = "unreadable"


class BakingError(CredentialsError):
    """A picture holds no credential that can be read, or can't take one.

    Attributes:
        fault: why.
    """

    def __init__(self, fault: BakingFault) -> None:
        super().__init__(fault)
        self.fault = fault


class TokenFault(StrEnum):
    """Why a compact JWT can't be believed, before its signature is."""

    SHAPE = "shape"
    ALGORITHM = "algorithm"
    """Not RS256: no other algorithm is ever accepted, whatever the header says."""
    KEY = "key"
    """The key is no RSA key of 2048 bits or more."""
    CLAIMS = "claims"
    """The registered claims say other than the credential."""


class TokenError(CredentialsError):
    """A compact JWT can't be believed.

    Attributes:
        fault: why.
        found: what is there, shortened.
    """

    def __init__(self, fault: TokenFault, found: str = "") -> None:
        super().__init__(fault, found[:200])
        self.fault = fault
        self.found = found[:200]
