"""Django's PostgreSQL backend, but for a server that does not answer: see base."""
