"""Compile the message catalogues (.po → .mo) without needing gettext on the machine.

French is the language of the sources, so it has no catalogue of its own; but gettext would say "0 preuves"
where French says "0 preuve". Its compiled catalogue is made here: the plural strings, under French's rule.
"""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "preuve" / "web" / "locale"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
# Django writes « Kio »; the pages and their scripts write « Ko ».
SIZES = {"%s KB": "%s Ko", "%s MB": "%s Mo", "%s GB": "%s Go"}


def french_plurals(english: polib.POFile) -> polib.POFile:
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Language": "fr",
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": "nplurals=2; plural=(n > 1);",
    }
    for msgid, msgstr in SIZES.items():
        catalogue.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    for entry in english:
        if entry.msgid_plural:
            forms = {0: entry.msgid, 1: entry.msgid_plural}
            catalogue.append(
                polib.POEntry(
                    msgid=entry.msgid,
                    msgid_plural=entry.msgid_plural,
                    msgctxt=entry.msgctxt,
                    msgstr_plural=forms,
                )
            )
    return catalogue


def main() -> None:
    english = polib.pofile(str(ENGLISH))
    english.save_as_mofile(str(ENGLISH.with_suffix(".mo")))
    french = LOCALE / "fr" / "LC_MESSAGES" / "django.mo"
    french.parent.mkdir(parents=True, exist_ok=True)
    french_plurals(english).save_as_mofile(str(french))


if __name__ == "__main__":
    main()
