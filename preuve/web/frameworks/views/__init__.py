"""Pages of the référentiels, by subject."""
