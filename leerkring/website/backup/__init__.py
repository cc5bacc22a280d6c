"""Backups: one moment of the database, with the files that its rows name, and putting that back in an empty place."""
