"""Open data: what everybody may see, as JSON for other programs (docs/decisions/0027)."""
