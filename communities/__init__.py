"""Who belongs where."""
