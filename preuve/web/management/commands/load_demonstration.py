from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from preuve.web.accounts.models import User
from preuve.web.demonstration.loader import load_demonstration
from preuve.web.demonstration.signins import sign_in_lines


class Command(BaseCommand):
    help = "Fill an empty database with the demonstration, and print its sign-ins."

    def handle(self, **_options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError(_("La démonstration ne se charge pas en mode production."))
        if not User.objects.exists():
            self.stdout.write(_("Chargement de la démonstration : comptez une minute…"))
            self.stdout.flush()
        if load_demonstration():
            self.stdout.write(_("La démonstration est chargée."))
        else:
            self.stdout.write(_("La base contient déjà des personnes : elle est laissée telle quelle."))
        for line in sign_in_lines():
            self.stdout.write(line)
