"""One index of what can be found, in the database itself."""
