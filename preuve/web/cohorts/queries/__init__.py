"""Reads, by subject."""
