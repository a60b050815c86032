"""OpenAPI 2 and 3, AsyncAPI: operations, gaps, and the breaking changes between two versions.

Rules of what breaks a client (only those that can be told without guessing): an operation removed, a success
response removed, a parameter or a request property become required, a request body become required, a type
changed, values removed from an enumeration of the request. References inside the document are followed, those
to other files are not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.repositories.model import Stated
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text, dig
from preuve.domain.evidence.reading.yamls import documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

OPERATIONS = FactKind(
    "repositories.operations",
    Strength.RECOMPUTED,
    "{value} {value:opération|opérations} sur {paths} {paths:chemin|chemins} ({standard}, version "
    "{version:quoted})",
    "{value} {value:operation|operations} on {paths} {paths:path|paths} ({standard}, version "
    "{version:quoted})",
)
METHODS = FactKind(
    "repositories.operations_by_method",
    Strength.RECOMPUTED,
    "Opérations par méthode : {value}",
    "Operations by method: {value}",
)
SECURED = FactKind(
    "repositories.operations_secured",
    Strength.READ,
    "{value} {value:opération demande|opérations demandent} une authentification, sur {total}",
    "{value} of {total} {total:operation|operations} ask for authentication",
)
SCHEMAS = FactKind(
    "repositories.schemas",
    Strength.READ,
    "{value} {value:schéma de données décrit|schémas de données décrits}",
    "{value} data {value:schema|schemas} described",
)
DUPLICATE = FindingKind(
    "repositories.duplicate_operation",
    "{value} {value:identifiant d’opération|identifiants d’opération} en double : {names}",
    "{value} duplicate operation {value:identifier|identifiers}: {names}",
)
DANGLING = FindingKind(
    "repositories.dangling_reference",
    "{value} {value:référence|références} vers une définition absente : {names}",
    "{value} {value:reference|references} to a definition that isn’t there: {names}",
)
NO_RESPONSE = FindingKind(
    "repositories.no_response",
    "{value} {value:opération|opérations} sans réponse décrite : {names}",
    "{value} {value:operation|operations} without a response described: {names}",
)
UNDECLARED = FindingKind(
    "repositories.path_parameter",
    "{value} {value:paramètre de chemin non déclaré|paramètres de chemin non déclarés} : {names}",
    "{value} path {value:parameter|parameters} not declared: {names}",
)
INCOMPLETE = FindingKind(
    "repositories.api_incomplete",
    "{value} {value:champ obligatoire manque|champs obligatoires manquent} : {names}",
    "{value} required {value:field is|fields are} missing: {names}",
)
DESCRIPTION = LimitKind(
    "repositories.limit.api",
    "Le fichier décrit un service ; il ne prouve pas que le service répond ainsi.",
    "The file describes a service; it doesn’t prove that the service answers so.",
)
RULES = LimitKind(
    "repositories.limit.breaking",
    "Ruptures cherchées : opération ou réponse de succès retirée, paramètre, propriété ou corps devenu "
    "obligatoire, "
    "type changé, valeur de liste retirée. D’autres ruptures ne sont pas vues.",
    "Breaks looked for: operation or success response removed, parameter, property or body become "
    "required, type "
    "changed, value of a list removed. Other breaks aren’t seen.",
)
COMPARED = FactKind(
    "repositories.compare.operations",
    Strength.RECOMPUTED,
    "{same} {same:opération commune|opérations communes}, {added} {added:ajoutée|ajoutées}, {removed} "
    "{removed:retirée|retirées} (version {before:quoted} → {after:quoted})",
    "{same} common {same:operation|operations}, {added} added, {removed} removed (version {before:quoted} → "
    "{after:quoted})",
)
BREAKING = FactKind(
    "repositories.compare.breaking",
    Strength.RECOMPUTED,
    "{value} {value:changement incompatible trouvé|changements incompatibles trouvés}",
    "{value} breaking {value:change|changes} found",
)
BREAKS = FindingKind(
    "repositories.compare.breaking_changes",
    "{value} {value:changement incompatible|changements incompatibles} : {names}",
    "{value} breaking {value:change|changes}: {names}",
)
OTHER = FindingKind(
    "repositories.compare.other_api",
    "Les deux descriptions n’ont aucune opération en commun",
    "The two descriptions have no operation in common",
)

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_MAX_REFERENCES = 20
_MAX_SCHEMA = 60


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: ``GET /orders``, or ``send orders.created`` in AsyncAPI."""

    name: str
    method: str
    path: str
    value: dict[str, Any]
    shared: list[Any]
    where: tuple[str | int, ...]


@dataclass(slots=True)
class Api:
    """One description."""

    standard: str
    value: dict[str, Any]
    place: Callable[..., Place]
    operations: dict[str, Operation] = field(default_factory=dict)
    paths: int = 0

    @property
    def version(self) -> str:
        """Version of the API, as written."""
        return as_text(dig(self.value, "info", "version"))

    def resolved(self, value: Any) -> dict[str, Any]:
        """Follow references inside the document; what leads elsewhere reads as empty."""
        for _ in range(_MAX_REFERENCES):
            reference = as_dict(value).get("$ref")
            if not isinstance(reference, str):
                return as_dict(value)
            value = self.at(reference)
        return {}

    def at(self, reference: str) -> Any:
        """Return what ``#/a/b`` points at, or None."""
        if not reference.startswith("#/"):
            return None
        value: Any = self.value
        for step in reference[2:].split("/"):
            name = step.replace("~1", "/").replace("~0", "~").replace("%7B", "{").replace("%7D", "}")
            if isinstance(value, list):
                value = value[int(name)] if name.isdecimal() and int(name) < len(value) else None
            else:
                value = as_dict(value).get(name)
        return value


def sniff(head: Head) -> float:
    """A version of the standard, and ``info`` with ``paths`` or ``channels``."""
    keys = head.json_keys or head.yaml_keys
    if not keys & {"openapi", "swagger", "asyncapi"}:
        return 0.0
    return 1.0 if keys & {"info", "paths", "channels", "components", "webhooks"} else 0.4


def read(artefact: Artefact) -> Api:
    """Read one description, in JSON or YAML.

    Raises:
        UnreadableArtefactError: as the readers; UNSUPPORTED_VERSION; MISSING_FIELD.
    """
    with artefact.open() as stream:
        first = stream.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    read: Any = document(artefact) if first == b"{" else documents(artefact)[0]
    value = as_dict(read.value)
    name = next((key for key in ("openapi", "swagger", "asyncapi") if key in value), "")
    version = as_text(value.get(name))
    if not name:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "openapi")
    if not version.startswith(("2.", "3.")):
        raise UnreadableArtefactError(Unreadable.UNSUPPORTED_VERSION, read.place(name), version)
    label = {"openapi": "OpenAPI", "swagger": "Swagger", "asyncapi": "AsyncAPI"}[name]
    api = Api(f"{label} {version}", value, read.place)
    for operation in _asynchronous(api) if name == "asyncapi" else _operations(api):
        api.operations[operation.name] = operation
    api.paths = len(as_dict(value.get("channels" if name == "asyncapi" else "paths")))
    return api


def _operations(api: Api) -> Iterator[Operation]:
    for path, item in as_dict(api.value.get("paths")).items():
        shared = api.resolved(item)
        for method in _METHODS:
            if isinstance(shared.get(method), dict):
                where = ("paths", path, method)
                parameters = as_list(shared.get("parameters"))
                yield Operation(f"{method.upper()} {path}", method, path, shared[method], parameters, where)


def _asynchronous(api: Api) -> Iterator[Operation]:
    """Operations of AsyncAPI 3 (``operations``), or those of the channels of AsyncAPI 2."""
    for name, each in as_dict(api.value.get("operations")).items():
        action = as_text(as_dict(each).get("action"))
        yield Operation(f"{action} {name}", action, name, as_dict(each), [], ("operations", name))
    for channel, each in as_dict(api.value.get("channels")).items():
        for action in ("publish", "subscribe"):
            if isinstance(as_dict(each).get(action), dict):
                where = ("channels", channel, action)
                yield Operation(f"{action} {channel}", action, channel, each[action], [], where)


def _parameters(api: Api, operation: Operation) -> dict[tuple[str, str], dict[str, Any]]:
    """(where, name) → parameter; those of the operation win over those of its path."""
    found = {}
    for each in [*operation.shared, *as_list(operation.value.get("parameters"))]:
        parameter = api.resolved(each)
        found[as_text(parameter.get("in")), as_text(parameter.get("name"))] = parameter
    return found


def _is_true(value: Any) -> bool:
    return value is True or value == "true"


def state(api: Api, _artefact: Artefact, _context: Context) -> Stated:
    """State what is stated of one description."""
    stated = Stated(target=as_text(dig(api.value, "info", "title")))
    operations = list(api.operations.values())
    places = [api.place(*each.where) for each in operations[:50]] or [api.place()]
    stated.fact(
        OPERATIONS,
        len(operations),
        places,
        paths=api.paths,
        standard=api.standard,
        version=api.version or "?",
    )
    if operations:
        methods: dict[str, int] = {}
        for each in operations:
            methods[each.method] = methods.get(each.method, 0) + 1
        stated.fact(METHODS, dict(methods), places)
    http = not api.standard.startswith("AsyncAPI")
    if http and operations:
        secured = [each for each in operations if _is_secured(api, each)]
        at = [api.place(*each.where) for each in (secured or operations)[:50]]
        stated.fact(SECURED, len(secured), at, total=len(operations))
    parent = ("components", "schemas") if dig(api.value, "components", "schemas") else ("definitions",)
    schemas = as_dict(dig(api.value, *parent))
    if schemas:
        stated.fact(SCHEMAS, len(schemas), [api.place(*parent)])
    _findings(api, operations, stated, http=http)
    stated.limits.append(DESCRIPTION.state())
    return stated


def _is_secured(api: Api, operation: Operation) -> bool:
    """Own requirement first, else that of the document; an empty one in the list makes it optional."""
    given = operation.value.get("security", api.value.get("security"))
    return bool(as_list(given)) and all(as_dict(each) for each in as_list(given))


def _findings(api: Api, operations: list[Operation], stated: Stated, *, http: bool) -> None:
    missing = [key for key in ("title", "version") if not as_text(dig(api.value, "info", key))]
    stated.finding(INCOMPLETE, [api.place("info", key) for key in missing], names=missing)
    references = list(dict.fromkeys(_references(api.value, ())))
    dangling = [(text, path) for text, path in references if text.startswith("#/") and api.at(text) is None]
    stated.finding(
        DANGLING, [api.place(*path) for _, path in dangling], names=sorted({text for text, _ in dangling})
    )
    if not http:
        return
    seen: dict[str, Operation] = {}
    double: list[tuple[str, Operation]] = []
    for each in operations:
        name = as_text(each.value.get("operationId"))
        if name and name in seen:
            double.append((name, each))
        seen.setdefault(name, each)
    stated.finding(
        DUPLICATE,
        [api.place(*each.where, "operationId") for _, each in double],
        names=[name for name, _ in double],
    )
    silent = [each for each in operations if not as_dict(each.value.get("responses"))]
    stated.finding(
        NO_RESPONSE, [api.place(*each.where) for each in silent], names=[each.name for each in silent]
    )
    lacking = [
        (f"{{{name}}} ({each.name})", each)
        for each in operations
        for name in _path_names(each.path)
        if ("path", name) not in _parameters(api, each) and not _has_foreign(each)
    ]
    stated.finding(
        UNDECLARED, [api.place(*each.where) for _, each in lacking], names=[name for name, _ in lacking]
    )


def _path_names(path: str) -> list[str]:
    return [part.partition("}")[0] for part in path.split("{")[1:] if "}" in part]


def _has_foreign(operation: Operation) -> bool:
    """Say whether a parameter lies in another file."""
    every = [*operation.shared, *as_list(operation.value.get("parameters"))]
    return any(not as_text(as_dict(each).get("$ref", "#")).startswith("#") for each in every)


def _references(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key == "$ref" and isinstance(each, str):
                yield each, (*path, key)
            elif key not in {"example", "examples", "default"} and len(path) < 200:
                yield from _references(each, (*path, key))
    elif isinstance(value, list) and len(path) < 200:
        for index, each in enumerate(value):
            yield from _references(each, (*path, index))


# --- comparing ---------------------------------------------------------------------------------------------


def compare(before: Api, after: Api) -> tuple[Stated, bool]:
    """State operations added and removed, and what breaks clients."""
    stated = Stated()
    common = [name for name in before.operations if name in after.operations]
    added = [name for name in after.operations if name not in before.operations]
    removed = [name for name in before.operations if name not in after.operations]
    places = [after.place(*after.operations[name].where) for name in [*added, *common][:25]]
    places += [before.place(*before.operations[name].where) for name in removed[:25]]
    counts = {"same": len(common), "added": len(added), "removed": len(removed)}
    stated.fact(
        COMPARED,
        dict(counts),
        places or [before.place(), after.place()],
        **counts,
        before=before.version or "?",
        after=after.version or "?",
    )
    same = bool(common)
    if not same:
        stated.findings.append(OTHER.state(0, [before.place(), after.place()]))
    breaks = [(f"{name} −", before.place(*before.operations[name].where)) for name in removed]
    for name in common:
        one, other = before.operations[name], after.operations[name]
        breaks += [
            (f"{name} : {what}", after.place(*other.where)) for what in _breaks(before, after, one, other)
        ]
    stated.fact(BREAKING, len(breaks), [place for _, place in breaks[:50]] or [before.place(), after.place()])
    if breaks:
        names = [name for name, _ in breaks]
        stated.findings.append(BREAKS.state(len(breaks), [place for _, place in breaks], names=names))
    stated.limits.append(RULES.state())
    return stated, same


def _breaks(before: Api, after: Api, one: Operation, other: Operation) -> Iterator[str]:
    """Say what breaks clients of one operation; ``*`` became required, ``−`` was removed."""
    old, new = _parameters(before, one), _parameters(after, other)
    pair = _Pair(before, after)
    for key, parameter in new.items():
        known = old.get(key)
        if _is_true(parameter.get("required")) and not (known and _is_true(known.get("required"))):
            yield f"{key[0]} {key[1]} *"
        if known:
            yield from pair.breaks(
                known.get("schema", known), parameter.get("schema", parameter), f"{key[0]} {key[1]}", 0
            )
    for status in as_dict(one.value.get("responses")):
        if status.startswith("2") and status not in as_dict(other.value.get("responses")):
            yield f"{status} −"
    yield from _body_breaks(pair, one, other)


def _body_breaks(pair: _Pair, one: Operation, other: Operation) -> Iterator[str]:
    old = pair.before.resolved(one.value.get("requestBody"))
    new = pair.after.resolved(other.value.get("requestBody"))
    if _is_true(new.get("required")) and not _is_true(old.get("required")):
        yield "requestBody *"
    media = as_dict(new.get("content"))
    for name, each in as_dict(old.get("content")).items():
        if name in media:
            yield from pair.breaks(as_dict(each).get("schema"), as_dict(media[name]).get("schema"), "", 0)
        else:
            yield f"requestBody {name} −"


class _Pair:
    """Two documents whose schemas are held side by side; each pair of schemas once."""

    def __init__(self, before: Api, after: Api) -> None:
        self.before = before
        self.after = after
        self._seen: set[tuple[int, int]] = set()

    def breaks(self, old_schema: Any, new_schema: Any, name: str, depth: int) -> Iterator[str]:
        """Say what a request that suited the old schema may break on in the new one."""
        old, new = self.before.resolved(old_schema), self.after.resolved(new_schema)
        pair = (id(old), id(new))
        if depth > _MAX_SCHEMA or pair in self._seen:
            return
        self._seen.add(pair)
        place = name or "requestBody"
        kinds = as_text(old.get("type")), as_text(new.get("type"))
        if all(kinds) and kinds[0] != kinds[1] and kinds != ("integer", "number"):
            yield f"{place} {kinds[0]} → {kinds[1]}"
        values = [set(map(as_text, as_list(each.get("enum")))) for each in (old, new)]
        if values[1] and values[0] - values[1]:
            yield f"{place} enum −{', '.join(sorted(values[0] - values[1]))}"
        if old:
            for each in as_list(new.get("required")):
                if each not in as_list(old.get("required")):
                    yield f"{name}.{as_text(each)} *".lstrip(".")
        properties = as_dict(old.get("properties"))
        for key, each in as_dict(new.get("properties")).items():
            if key in properties:
                yield from self.breaks(properties[key], each, f"{name}.{key}".lstrip("."), depth + 1)
