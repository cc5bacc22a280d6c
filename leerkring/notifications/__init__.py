"""Tells people things: outbox, preferences, digest, delivery."""
