"""Compile the message catalogues (.po → .mo) without needing gettext on the machine."""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "preuve" / "web" / "locale"


def main() -> None:
    for catalogue in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        polib.pofile(str(catalogue)).save_as_mofile(str(catalogue.with_suffix(".mo")))


if __name__ == "__main__":
    main()
