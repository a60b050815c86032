"""Tickets: Trello, Jira, GLPI, iTop, ServiceNow, GitLab, GitHub, Redmine."""

from preuve.domain.evidence.inspectors.tickets.inspector import TicketsInspector

INSPECTOR = TicketsInspector()

__all__ = ["INSPECTOR"]
