"""The embedded PostgreSQL: where it lies, how it starts and stops, and its logins."""
