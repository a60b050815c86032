"""Around the timetable: its command, problems made up, plans as text, calendar and table. No database."""
