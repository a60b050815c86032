"""Pages of the portfolios room: door, form, one action, answer."""
