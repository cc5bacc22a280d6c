"""What every app shares; knows no app and has no models."""
