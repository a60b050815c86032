from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from preuve.web.demonstration.files import NoDemonstrationError, demonstration_files
from preuve.web.demonstration.loader import load_demonstration


class Command(BaseCommand):
    help = "Write one of each thing that leaves the house, from the demonstration."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say where they go."""
        parser.add_argument("directory", type=Path)

    def handle(self, *, directory: Path, **_options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError(_("La démonstration ne se charge pas en mode production."))
        load_demonstration()
        directory.mkdir(parents=True, exist_ok=True)
        try:
            with translation.override("fr"):
                for name, content in demonstration_files():
                    (directory / name).write_bytes(content)
                    self.stdout.write(str(directory / name))
        except NoDemonstrationError as error:
            raise CommandError(_("La base contient autre chose que la démonstration.")) from error
