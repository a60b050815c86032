"""Who may: read the cohorts, and write to holders."""

from preuve.web.accounts.rules import MANAGERS, READERS

READING = tuple(sorted(READERS))
FOLLOWING = tuple(sorted(MANAGERS))
