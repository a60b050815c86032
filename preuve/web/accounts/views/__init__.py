"""Pages about people, by subject."""
