"""Around the inspectors: finding them, their links, their sandbox, their command. No Django, no database."""
