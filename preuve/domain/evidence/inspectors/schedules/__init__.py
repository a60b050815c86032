"""Schedules: Microsoft Project XML, GanttProject, GNOME Planner, tables of Project and Planner."""

from preuve.domain.evidence.inspectors.schedules.inspector import SchedulesInspector

INSPECTOR = SchedulesInspector()

__all__ = ["INSPECTOR"]
