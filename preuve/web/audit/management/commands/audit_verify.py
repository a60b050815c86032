"""Read the whole audit record and say whether its chain holds."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from preuve.web.audit.queries import audit_head, audit_problems, record_at


class Command(BaseCommand):
    help = (
        "Check the chain of the audit record; exit status 1, and one line for each break, when it is broken."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        head = audit_head()
        broken = False
        for problem in audit_problems():
            broken = True
            record = record_at(problem.position)
            about = (
                f"{record.action} on {record.subject_type} {record.subject_id}"
                if record
                else "no record there"
            )
            self.stdout.write(f"{problem.position}: {problem.kind}: {about}")
        if broken:
            self.stdout.write(f"{head.position} records expected, chain broken")
            sys.exit(1)
        self.stdout.write(f"{head.position} records, chain intact, head {head.hash}")
