"""Who may do what with programmes, organisations, circles and the people in them; one file per concept."""

from . import (
    area,
    assignment,
    commitment,
    community,
    contact_person,
    follow,
    handover,
    import_job,
    invitation,
    issue,
    join,
    membership,
    obstacle,
    profile,
    programme,
    recognition,
)
from .base import in_community, is_coordinator, is_open

__all__ = [
    "area",
    "assignment",
    "commitment",
    "community",
    "contact_person",
    "follow",
    "handover",
    "import_job",
    "in_community",
    "invitation",
    "is_coordinator",
    "is_open",
    "issue",
    "join",
    "membership",
    "obstacle",
    "profile",
    "programme",
    "recognition",
]
