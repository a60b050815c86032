"""Lint the templates: they compile, and hold no untranslated text and nothing that our CSP refuses."""

import os
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
WEB = ROOT / "preuve" / "web"
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
BLOCKTRANSLATE = re.compile(
    r"\{%\s*blocktrans(?:late)?\b.*?%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}", re.DOTALL
)
COMMENT = re.compile(r"\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|<!--.*?-->", re.DOTALL)
CLASS_NAMES = re.compile(r"\{%\s*block body_class\s*%\}.*?\{%\s*endblock\s*%\}", re.DOTALL)
WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
READ_ALOUD = {"alt", "title", "placeholder", "aria-label", "aria-description", "data-confirm"}
VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
    "use",
    "path",
    "circle",
    "rect",
    "line",
}
PROPER = {
    "Preuve",
    "PV",
    "PDF",
    "CSV",
    "JSON",
    "ZIP",
    "RNCP",
    "SHA",
    "FR",
    "EN",
    "Français",
    "English",
    "txt",
    "iCalendar",
    "Ctrl",
    "Esc",
}


class Lint(HTMLParser):
    """Reads a template whose tags were blanked and collects what is wrong, with its line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[tuple[int, str]] = []
        self.silent = 0

    def say(self, text: str) -> None:
        self.problems.append((self.getpos()[0], text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag in {"script", "style", "code", "kbd", "svg"}:
            self.silent += tag not in VOID
        if tag == "style":
            self.say("a <style> element: the content security policy refuses it")
        if tag == "script" and "src" not in names and names.get("type") != "application/json":
            self.say("a script in the page: the content security policy refuses it")
        for name, value in attrs:
            if name == "style" or name.startswith(("on", "hx-on")):
                self.say(f"attribute {name}: the content security policy refuses it")
            if name in READ_ALOUD and value and self.words(value):
                self.say(f"text of {name} is not translated: {value.strip()!r}")
        if tag == "img" and "alt" not in names:
            self.say("an image without alt")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style", "code", "kbd", "svg"}:
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        if not self.silent and self.words(data):
            self.say(f"text is not translated: {data.strip()!r}")

    @staticmethod
    def words(text: str) -> list[str]:
        return [word for word in WORD.findall(text) if word not in PROPER]


def blank(match: re.Match[str]) -> str:
    """Remove a tag, keeping its lines, so that places stay right."""
    return "\n" * match.group().count("\n")


def lint(path: Path) -> list[str]:
    source = path.read_text()
    if path.suffix == ".html":
        for pattern in (COMMENT, BLOCKTRANSLATE, CLASS_NAMES, TAG):
            source = pattern.sub(blank, source)
        reader = Lint()
        reader.feed(source)
        return [f"{path.relative_to(ROOT)}:{line}: {text}" for line, text in reader.problems]
    return []


def compile_all(paths: list[Path]) -> list[str]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preuve.web.settings")
    import django
    from django.template import engines

    django.setup()
    engine = engines["django"]
    failures = []
    for path in paths:
        try:
            engine.from_string(path.read_text())
        except Exception as error:  # noqa: BLE001 (whatever is wrong is a problem to name)
            failures.append(f"{path.relative_to(ROOT)}: does not compile: {error}")
    return failures


def main() -> int:
    paths = sorted(WEB.rglob("templates/**/*.html"))
    found = compile_all(paths) + [line for path in paths for line in lint(path)]
    for line in found:
        print(line)
    print(f"{len(paths)} templates, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
