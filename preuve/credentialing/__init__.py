"""The room of certificates that verify, on the command line, without a database."""
