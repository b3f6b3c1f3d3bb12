"""The record format: its files, checks, seeding, dump."""
