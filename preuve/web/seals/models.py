"""X.509 keys that sign documents: one for each person who signs minutes, one for the certifier."""
