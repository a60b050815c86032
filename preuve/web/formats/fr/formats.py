"""French dates as they are said: Django's own puts the hour after the day without a word."""

DATETIME_FORMAT = r"j F Y \à H:i"
