"""Programmes, organisations, circles and the people in them."""

from .area import Area
from .community import Community
from .invitation import Invitation
from .membership import Membership
from .organisation import Organisation
from .programme import Programme, ProgrammeMember
from .theme import Theme

__all__ = ["Area", "Community", "Invitation", "Membership", "Organisation", "Programme", "ProgrammeMember", "Theme"]
