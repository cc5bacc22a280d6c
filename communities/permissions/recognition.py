"""Recognitions of programmes and circles."""

from typing import Any

from django.db.models import Q

from leerkring.core.permissions import NOBODY, rule

from ..models import Community, Programme, ProgrammeMember
from .base import is_coordinator
from .programme import in_team


@rule("communities.view_recognition")
def view_recognition(user: Any) -> Q:
    """Recognitions are as public as what they were given to."""
    circles = Community.objects.permitted(user, "communities.view_community")
    programmes = Programme.objects.permitted(user, "communities.view_programme")
    return Q(community__in=circles) | Q(programme__in=programmes)


@rule("communities.change_recognition")
def change_recognition(user: Any) -> Q:
    """Those who coordinate what it was given to; also after closing, as a recognition may come late."""
    if not user.is_authenticated:
        return NOBODY
    return is_coordinator(user) | in_team(user, ProgrammeMember.Role.COORDINATOR, path="programme")
