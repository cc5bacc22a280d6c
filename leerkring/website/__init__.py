"""Pages that need every app at once; no models."""
