"""Terraform and OpenTofu: ``.tf`` files, ``terraform show -json`` of a plan or a state, and ``.tfstate``.

Source: https://developer.hashicorp.com/terraform/internals/json-format. One model for all.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import hcl2
from hcl2.rules.base import AttributeRule, BlockRule
from hcl2.utils import SerializationOptions
from lark.exceptions import LarkError

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.as_code.secrets import is_written_secret
from preuve.domain.evidence.reading.jsons import JsonDocument, document
from preuve.domain.evidence.reading.text import decode, whole
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

_BLOCK = re.compile(
    r"^(?:resource|data)[ \t]+\"[\w-]+\"[ \t]+\"[\w.-]+\"[ \t]*\{|"
    r"^(?:provider|module|variable|output)[ \t]+\"[\w./-]+\"[ \t]*\{|^(?:terraform|locals)[ \t]*\{",
    re.MULTILINE,
)
_MAX_TEXT = 512 << 10
_MAX_DEPTH = 60
_OPTIONS = SerializationOptions(with_comments=False, explicit_blocks=False)
_REGIONS = ("region", "location", "zone", "region_name")
_SOURCES = (
    "cidr_blocks",
    "ipv6_cidr_blocks",
    "cidr_ipv4",
    "source_ranges",
    "source_address_prefix",
    "remote_ip_prefix",
)
_WORLD = frozenset({"0.0.0.0/0", "::/0", "*", "Internet", "0.0.0.0"})  # noqa: S104 - what files write


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource; `actions` are those planned for it, () in a configuration or a state."""

    address: str
    type: str
    place: Place
    actions: tuple[str, ...] = ()


@dataclass(slots=True)
class Infrastructure:
    """What one file describes.

    Attributes:
        kind: ``configuration``, ``plan`` or ``state``.
        providers: name → version constraint (``""`` when none is written), with places.
        inputs: places of the variables and outputs.
        regions: as written literally.
        open_rules: places of inbound rules open to all addresses.
    """

    kind: str
    start: Place
    version: str = ""
    resources: list[Resource] = field(default_factory=list)
    data: int = 0
    variables: int = 0
    outputs: int = 0
    inputs: list[Place] = field(default_factory=list)
    modules: dict[str, Place] = field(default_factory=dict)
    loose_modules: list[Place] = field(default_factory=list)
    providers: dict[str, tuple[str, Place]] = field(default_factory=dict)
    regions: dict[str, Place] = field(default_factory=dict)
    backend: str = ""
    secrets: list[Place] = field(default_factory=list)
    open_rules: list[Place] = field(default_factory=list)
    produced_at: str = ""

    def types(self) -> dict[str, int]:
        """How many resources of each type, most first."""
        return dict(Counter(each.type for each in self.resources).most_common())


def sniff_hcl(head: Head) -> float:
    """Blocks of Terraform at the start of lines."""
    if head.json_kind or head.xml_root[0]:
        return 0.0
    found = len(_BLOCK.findall(head.text))
    named = head.extension in {".tf", ".tofu"}
    return 1.0 if found and named else 0.9 if found >= 2 else 0.7 if found else 0.0


def sniff_json(head: Head) -> float:
    """``format_version`` and ``terraform_version``, with what a plan or a state holds."""
    keys = head.json_keys
    if head.json_kind != "object":
        return 0.0
    if {"lineage", "serial", "terraform_version"} <= keys:
        return 1.0
    if "format_version" not in keys:
        return 0.0
    return (
        1.0
        if keys & {"planned_values", "resource_changes", "values"}
        else 0.5 * ("terraform_version" in keys)
    )


# --- .tf ---------------------------------------------------------------------------------------------------


def read_hcl(artefact: Artefact) -> Infrastructure:
    """Read one ``.tf`` file.

    Raises:
        UnreadableArtefactError: EMPTY, TOO_LARGE, TOO_DEEP, MALFORMED (with the line).
    """
    text = decode(whole(artefact, _MAX_TEXT)).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    _refuse_depth(artefact, text)
    try:
        blocks = [
            _block(artefact, each) for each in hcl2.parses(text + "\n", discard_comments=True).body.children
        ]
    except (LarkError, ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError) as error:
        line = getattr(error, "line", 0)
        place = artefact.place(PlaceKind.TEXT, line=line if isinstance(line, int) and line > 0 else 0)
        raise UnreadableArtefactError(Unreadable.MALFORMED, place) from None
    found = Infrastructure("configuration", artefact.place(PlaceKind.TEXT, line=1))
    for block in blocks:
        if block and block.kind in _READERS:
            _READERS[block.kind](found, block)
            found.secrets += block.secrets
    return found


@dataclass(frozen=True, slots=True)
class _Block:
    """A top-level block: its kind, its labels, its attributes as the library gives them, and its place."""

    kind: str
    labels: tuple[str, ...]
    body: dict[str, Any]
    place: Place
    secrets: tuple[Place, ...]

    @property
    def name(self) -> str:
        """The first label; ``""`` when there is none."""
        return self.labels[0] if self.labels else ""


def _block(artefact: Artefact, rule: Any) -> _Block | None:
    if not isinstance(rule, BlockRule):
        return None
    kind, *labels = (str(label.serialize(_OPTIONS)).strip('"') for label in rule.labels)
    lines = rule._meta  # noqa: SLF001 - the library gives lines nowhere else
    path = ".".join(labels if kind == "resource" else (kind, *labels))
    place = artefact.place(PlaceKind.TEXT, line=lines.line, last_line=lines.end_line, path=path)
    secrets = tuple(
        artefact.place(PlaceKind.TEXT, line=line, path=f"{path}.{name}")
        for name, line in _literals(rule.body)
    )
    return _Block(kind, tuple(labels), as_dict(rule.body.serialize(_OPTIONS)), place, secrets)


def _literals(body: Any) -> Iterator[tuple[str, int]]:
    """Yield (attribute, line) for secrets in clear, in a body and its blocks."""
    for block in (each for each in body.children if isinstance(each, BlockRule)):
        yield from _literals(block.body)
    for rule in (each for each in body.children if isinstance(each, AttributeRule)):
        name = str(rule.identifier.serialize(_OPTIONS))
        for inner in _inside(rule.expression.serialize(_OPTIONS), name):
            yield inner, rule._meta.line  # noqa: SLF001 - as above


def _inside(value: Any, name: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _inside(each, str(key).strip('"'))
    elif isinstance(value, list):
        for each in value:
            yield from _inside(each, name)
    elif is_written_secret(name, _bare(value)):
        yield name


def _refuse_depth(artefact: Artefact, text: str) -> None:
    depth = 0
    for found in re.finditer(r"[\[{(\]})\n]", text):
        depth += (found[0] in "[{(") - (found[0] in "]})")
        if depth > _MAX_DEPTH:
            line = text.count("\n", 0, found.start()) + 1
            raise UnreadableArtefactError(Unreadable.TOO_DEEP, artefact.place(PlaceKind.TEXT, line=line))


def _bare(text: Any) -> str:
    """Return a literal string without its quotes; ``""`` for an expression."""
    if isinstance(text, str) and len(text) >= 2 and text[0] == text[-1] == '"' and "${" not in text:
        return text[1:-1]
    return ""


def _resource(found: Infrastructure, block: _Block) -> None:
    if len(block.labels) == 2:
        found.resources.append(Resource(".".join(block.labels), block.labels[0], block.place))
        _regions(found, block)
        _open_rules(found, block)


def _regions(found: Infrastructure, block: _Block) -> None:
    for key in _REGIONS:
        name = _bare(block.body.get(key))
        if name:
            found.regions.setdefault(name, block.place)


def _open_rules(found: Infrastructure, block: _Block) -> None:
    """An inbound rule open to all: of AWS, Azure, Google and OpenStack, in their resources' own words."""
    body = block.body
    rules = [as_dict(rule) for rule in as_list(body.get("ingress"))]
    direction = _bare(body.get("direction")).lower()
    inbound = direction in {"inbound", "ingress"} or _bare(body.get("type")) == "ingress"
    if inbound or "ingress_rule" in block.name:
        rules.append(body)
    if block.name == "google_compute_firewall" and direction != "egress" and "allow" in body:
        rules.append(body)
    rules += [
        as_dict(rule)
        for rule in as_list(body.get("security_rule"))
        if _bare(as_dict(rule).get("direction")).lower() == "inbound"
    ]
    for rule in rules:
        values = [each for key in _SOURCES for each in _listed(rule.get(key))]
        denied = _bare(rule.get("access")).lower() == "deny"
        if not denied and any(_bare(value) in _WORLD for value in values):
            found.open_rules.append(block.place)
            return


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _data(found: Infrastructure, _block: _Block) -> None:
    found.data += 1


def _variable(found: Infrastructure, block: _Block) -> None:
    found.variables += 1
    found.inputs.append(block.place)
    if is_written_secret(block.name, _bare(block.body.get("default"))):
        found.secrets.append(block.place)


def _output(found: Infrastructure, block: _Block) -> None:
    found.outputs += 1
    found.inputs.append(block.place)


def _module(found: Infrastructure, block: _Block) -> None:
    found.modules[block.name] = block.place
    source = _bare(block.body.get("source"))
    if source and not source.startswith(".") and "version" not in block.body and "ref=" not in source:
        found.loose_modules.append(block.place)


def _provider(found: Infrastructure, block: _Block) -> None:
    version = found.providers.get(block.name, ("", block.place))[0]
    found.providers[block.name] = (_bare(block.body.get("version")) or version, block.place)
    _regions(found, block)


def _terraform(found: Infrastructure, block: _Block) -> None:
    body = block.body
    found.version = _bare(body.get("required_version")) or found.version
    for each in as_list(body.get("backend")):
        found.backend = next(iter(as_dict(each)), "").strip('"')
    if "cloud" in body:
        found.backend = "cloud"
    for each in as_list(body.get("required_providers")):
        for name, wanted in as_dict(each).items():
            version = _bare(wanted) or _bare(as_dict(wanted).get("version"))
            known = found.providers.get(name, ("", block.place))[0]
            found.providers[name] = (version or known, block.place)


def _nothing(_found: Infrastructure, _block: _Block) -> None:
    """Locals declare nothing that is counted; their secrets are."""


_READERS = {
    "terraform": _terraform,
    "provider": _provider,
    "resource": _resource,
    "data": _data,
    "variable": _variable,
    "output": _output,
    "module": _module,
    "locals": _nothing,
}


# --- terraform show -json ----------------------------------------------------------------------------------


def read_json(artefact: Artefact) -> Infrastructure:
    """Read the JSON of a plan or of a state, or the file that Terraform keeps its state in.

    Raises:
        UnreadableArtefactError: as `jsons.document`; MISSING_FIELD (neither a plan nor a state);
            UNSUPPORTED_VERSION of a kept state (all but 4, written since Terraform 0.12 and by OpenTofu).
    """
    read = document(artefact)
    value = as_dict(read.value)
    if "lineage" in value:
        return _kept(read, value)
    if not value.keys() & {"planned_values", "resource_changes", "values"}:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "resource_changes")
    plan = "values" not in value
    found = Infrastructure("plan" if plan else "state", read.place("format_version"))
    found.version = as_text(value.get("terraform_version"))
    found.produced_at = as_text(value.get("timestamp"))
    found.variables = len(as_dict(value.get("variables")))
    outputs = ("planned_values" if plan else "values", "outputs")
    found.outputs = len(as_dict(dig(value, *outputs)))
    found.inputs = [read.place(*path) for path in (("variables",), outputs) if as_dict(dig(value, *path))]
    if plan:
        found.resources = list(_changes(read, value))
    else:
        found.resources = list(
            _stored(read, ("values", "root_module"), as_dict(dig(value, "values", "root_module")), 0)
        )
    for name in as_dict(dig(value, "configuration", "root_module", "module_calls")):
        found.modules[name] = read.place("configuration", "root_module", "module_calls", name)
    configured = as_dict(dig(value, "configuration", "provider_config"))
    for key, each in configured.items():
        name = as_text(dig(each, "name")) or key
        place = read.place("configuration", "provider_config", key)
        found.providers[name] = (as_text(dig(each, "version_constraint")), place)
        for region in _REGIONS:
            written = as_text(dig(each, "expressions", region, "constant_value"))
            if written:
                found.regions.setdefault(written, place)
    return found


def _changes(read: JsonDocument, value: dict[str, Any]) -> Iterator[Resource]:
    for index, change in enumerate(as_list(value.get("resource_changes"))):
        if dig(change, "mode") != "data":
            actions = tuple(as_text(each) for each in as_list(dig(change, "change", "actions")))
            place = read.place("resource_changes", index)
            yield Resource(as_text(dig(change, "address")), as_text(dig(change, "type")), place, actions)


def _stored(
    read: JsonDocument, path: tuple[str | int, ...], module: dict[str, Any], depth: int
) -> Iterator[Resource]:
    for index, each in enumerate(as_list(module.get("resources"))):
        if dig(each, "mode") != "data":
            place = read.place(*path, "resources", index)
            yield Resource(as_text(dig(each, "address")), as_text(dig(each, "type")), place)
    for index, each in enumerate(as_list(module.get("child_modules"))[:1000]):
        if depth < _MAX_DEPTH:
            yield from _stored(read, (*path, "child_modules", index), as_dict(each), depth + 1)


# --- terraform.tfstate -------------------------------------------------------------------------------------


def _kept(read: JsonDocument, value: dict[str, Any]) -> Infrastructure:
    """A state as Terraform stores it: an entry a resource, with an instance for each index."""
    if value.get("version") != 4:
        version = as_text(value.get("version"))
        raise UnreadableArtefactError(Unreadable.UNSUPPORTED_VERSION, read.place("version"), version)
    found = Infrastructure("state", read.place("version"))
    found.version = as_text(value.get("terraform_version"))
    found.outputs = len(as_dict(value.get("outputs")))
    found.inputs = [read.place("outputs")] if found.outputs else []
    for index, each in enumerate(as_list(value.get("resources"))):
        resource = as_dict(each)
        if resource.get("mode") == "data":
            found.data += 1
            continue
        kind = as_text(resource.get("type"))
        names = filter(None, (as_text(resource.get("module")), kind, as_text(resource.get("name"))))
        address = ".".join(names)
        for rank, instance in enumerate(as_list(resource.get("instances"))):
            place = read.place("resources", index, "instances", rank)
            found.resources.append(Resource(address + _index(dig(instance, "index_key")), kind, place))
    return found


def _index(key: Any) -> str:
    """The end of an instance's address: ``[0]`` of `count`, ``["name"]`` of `for_each`."""
    return f'["{key}"]' if isinstance(key, str) else "" if key is None else f"[{as_text(key)}]"
