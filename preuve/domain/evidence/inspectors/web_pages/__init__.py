"""Web pages as measuring tools see them: speed, accessibility, validity, looks, headers, referencing."""

from preuve.domain.evidence.inspectors.web_pages.inspector import WebPagesInspector

INSPECTOR = WebPagesInspector()

__all__ = ["INSPECTOR"]
