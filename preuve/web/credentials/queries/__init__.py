"""Reads, and the doors to what is private, one module per subject."""
