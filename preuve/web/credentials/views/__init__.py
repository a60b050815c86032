"""Pages and answers of certificates, by subject."""
