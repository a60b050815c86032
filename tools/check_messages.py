"""Fail on a string that the English catalogue lacks, or that nothing uses any more.

French is the language of the sources; `--update` writes new strings into the catalogues for a person to fill.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "preuve" / "web"
CATALOGUE = WEB / "locale" / "en" / "LC_MESSAGES" / "django.po"
XGETTEXT = ["xgettext", "--from-code=UTF-8", "--language=Python", "--no-location", "--sort-output", "-o", "-"]
KEYWORDS = [
    "gettext_lazy",
    "gettext_noop",
    "_",
    "ngettext:1,2",
    "ngettext_lazy:1,2",
    "pgettext:1c,2",
    "pgettext_lazy:1c,2",
]


def extracted() -> polib.POFile:
    """Return every string of the sources, templates included (Django turns them into Python)."""
    from django.utils.translation.template import templatize

    build = ROOT / "build" / "messages"
    shutil.rmtree(build, ignore_errors=True)
    build.mkdir(parents=True)
    sources = [path for path in WEB.rglob("*.py") if "migrations" not in path.parts]
    for index, template in enumerate(
        sorted([*WEB.rglob("templates/**/*.html"), *WEB.rglob("templates/**/*.txt")])
    ):
        target = build / f"{index:04}.py"
        target.write_text(templatize(template.read_text(), origin=str(template.relative_to(ROOT))))
        sources.append(target)
    command = [*XGETTEXT, *(f"--keyword={word}" for word in KEYWORDS), *map(str, sorted(sources))]
    found = subprocess.run(
        command, check=True, capture_output=True, text=True
    )  # fixed command, our own files
    return polib.pofile(found.stdout)


def keys(catalogue: polib.POFile) -> dict[tuple[str | None, str], polib.POEntry]:
    return {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}


def update(wanted: polib.POFile) -> None:
    """Write the catalogue anew: kept translations, new strings empty, unused ones dropped."""
    known = keys(polib.pofile(str(CATALOGUE))) if CATALOGUE.exists() else {}
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for key, entry in sorted(keys(wanted).items(), key=lambda item: (item[0][1], item[0][0] or "")):
        old = known.get(key)
        flags = [flag for flag in entry.flags if flag.endswith("-format")]
        new = polib.POEntry(
            msgid=entry.msgid, msgid_plural=entry.msgid_plural, msgctxt=entry.msgctxt, flags=flags
        )
        if entry.msgid_plural:
            new.msgstr_plural = old.msgstr_plural if old and old.msgstr_plural else {0: "", 1: ""}
        else:
            new.msgstr = old.msgstr if old else ""
        catalogue.append(new)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(CATALOGUE))


def problems(wanted: polib.POFile) -> list[str]:
    known = keys(polib.pofile(str(CATALOGUE)))
    needed = keys(wanted)
    missing = [f"not in the English catalogue: {key[1]!r}" for key in needed if key not in known]
    untranslated = [f"not translated: {key[1]!r}" for key, entry in known.items() if not entry.translated()]
    unused = [f"no longer used: {key[1]!r}" for key in known if key not in needed]
    return missing + untranslated + unused


def main() -> int:
    if shutil.which("xgettext") is None:
        print("NOT CHECKED: xgettext is missing; the catalogue itself is checked by the tests")
        return 0
    import django
    from django.conf import settings

    settings.configure(INSTALLED_APPS=[], USE_I18N=True)
    django.setup()
    wanted = extracted()
    if "--update" in sys.argv:
        update(wanted)
    found = problems(wanted)
    for line in found[:200]:
        print(line)
    print(f"{len(keys(wanted))} strings, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
