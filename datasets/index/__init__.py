"""What search reads: derived from the database, losing it costs a rebuild."""
