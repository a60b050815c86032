"""Inspectors: one module or folder per kind of work product, each found through its entry point.

Nothing imports them from here: `preuve/inspection/registry.py` loads the entry points of the group
``preuve.inspectors``, those of the project and those of others alike.
"""
