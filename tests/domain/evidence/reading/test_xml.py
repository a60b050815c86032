"""XML by elements: complete, in order, with lines; no entity, no network, no depth without end."""

import pytest

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading import xml
from tests.factories.evidence import artefact

DOCUMENT = b"""<?xml version="1.0"?>
<!DOCTYPE report>
<!-- a comment -->
<r:report xmlns:r="urn:r" made="2026">
  <r:suite name="s">
    <noise>n</noise>
    <r:case id="1"><out>one</out></r:case>
    <r:case id="it's"> two </r:case>
  </r:suite>
</r:report>
"""


def test_named_elements_come_whole_with_their_lines():
    file = artefact(DOCUMENT)
    found = []
    for event, element in xml.elements(file, "case", "suite", starts=True):
        if event == "root":
            found.append((event, xml.local(element), element.get("made")))
        elif xml.local(element) == "case" and event == "end":
            texts = (xml.text_of(element), xml.text_of(element, "out"))
            found.append((element.get("id"), *texts, element.getparent().get("name"), element.sourceline))
        else:
            found.append((event, xml.local(element)))

    assert found == [
        ("root", "report", "2026"),
        ("start", "suite"),
        ("start", "case"),
        ("1", "", "one", "s", 7),
        ("start", "case"),
        ("it's", "two", "", "s", 8),
        ("end", "suite"),
    ]


def test_a_root_alone_is_given():
    assert [event for event, _ in xml.elements(artefact(b"<a><b/></a>"), "zzz")] == ["root"]


def test_a_tree_is_held_whole():
    root = xml.tree(artefact(DOCUMENT))
    suite = xml.child(root, "suite")

    assert [each.get("id") for each in xml.children(suite, "case")] == ["1", "it's"]
    assert xml.child(root, "zzz") is None
    texts = [xml.text_of(*each) for each in ((root, "suite/noise"), (root, "suite/zzz"), (None,))]
    assert texts == ["n", "", ""]


def test_a_place_has_a_line_and_a_path_that_finds_the_element():
    file = artefact(DOCUMENT)
    root = xml.tree(file)
    first, second = xml.children(xml.child(root, "suite"), "case")

    assert xml.place_of(file, first) == file.place(PlaceKind.XML, line=7, path="//case")
    path = xml.attribute_path(second, "id", "absent")
    assert path == '//case[@id="it\'s"]'
    assert xml.place_of(file, second, path).path == path
    assert xml.attribute_path(first, "id") == "//case[@id='1']"


ENTITY = b'<?xml version="1.0"?>\n<!DOCTYPE a [\n <!ENTITY x SYSTEM "file:///etc/passwd">]>\n<a>&x;</a>'
LAUGHS = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><a x="&b;">&b;</a>'


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"", Unreadable.EMPTY, 0),
        (ENTITY, Unreadable.ENTITIES, 3),
        (ENTITY.decode().encode("utf-16"), Unreadable.ENTITIES, 3),
        (LAUGHS, Unreadable.ENTITIES, 1),
        (b"<!DOCTYPE a [<!NOTATION n SYSTEM 'x'>]><a/>", Unreadable.ENTITIES, 1),
        (b"<!DOCTYPE a [%remote;]><a/>", Unreadable.ENTITIES, 1),
        (b"<!DOCTYPE a [<!-- ]> --><!ENTITY x 'y'>]><a><b/></a>", Unreadable.ENTITIES, 1),
        (b"<!DOCTYPE a [<!-- ]> --><!ENTITY x 'y'>]><a/>", Unreadable.ENTITIES, 1),
        (b"<a>\n<b></a>", Unreadable.MALFORMED, 2),
        (b"<a>\n<b>", Unreadable.MALFORMED, 2),
        (b"<a>&unknown;</a>", Unreadable.MALFORMED, 1),
        (b"no xml", Unreadable.MALFORMED, 1),
        (b"<a>" * 300, Unreadable.TOO_DEEP, 1),
        (b"<a>" + b"x" * (11 << 20) + b"</a>", Unreadable.TOO_LARGE, 1),
    ],
)
@pytest.mark.parametrize("read", [lambda file: list(xml.elements(file, "b")), xml.tree])
def test_what_is_not_safe_or_not_whole_is_refused_with_its_line(read, data, reason, line):
    with pytest.raises(UnreadableArtefactError) as caught:
        read(artefact(data))
    assert (caught.value.reason, caught.value.place.line) == (reason, line)


def test_a_document_type_may_name_and_declare_elements_and_content_may_speak_of_entities():
    burp = b"""<?xml version="1.0"?>
<!DOCTYPE issues [
<!ELEMENT issues (issue*)>
<!ATTLIST issues burpVersion CDATA "">
]>
<issues burpVersion="2"><issue><![CDATA[<!ENTITY x "y"> %z; <!DOCTYPE a [<!ENTITY b "c">]>]]></issue>
</issues>"""

    assert [event for event, _ in xml.elements(artefact(burp), "issue")] == ["root", "end"]
    assert xml.tree(artefact(burp)).get("burpVersion") == "2"


def test_a_tree_is_bounded():
    with pytest.raises(UnreadableArtefactError) as caught:
        xml.tree(artefact(b"<a></a>"), limit=3)
    assert caught.value.reason is Unreadable.TOO_LARGE


def test_lines_beyond_65535_are_right():
    data = b"<a>" + b"\n" * 70_000 + b"<b/></a>"

    found = [element.sourceline for event, element in xml.elements(artefact(data), "b") if event == "end"]
    assert found == [70_001]
