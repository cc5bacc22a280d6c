"""Naming somebody in a message with an @: who is meant, and telling them."""

import re
from collections import defaultdict
from collections.abc import Iterable

from django.utils.html import escape

from leerkring.accounts.models import User
from leerkring.core.html_words import find_words
from leerkring.core.markdown import render_message
from leerkring.notifications.actions import About, Intent, notify_all

from ..models import Community, Post, PostMention, TopicReader

MENTIONED = "communities.discussion_mentioned"


def people_to_name(community: Community) -> list[User]:
    """Return who can be named in a circle: who takes part, and so reads what is said."""
    members = community.memberships.active().values("user")
    people = User.objects.filter(pk__in=members, is_active=True)
    return sorted(people, key=lambda person: person.sort_name.casefold())


def named_in(text: str, people: Iterable[User]) -> list[User]:
    """Return whom of these people a message names: *@Joris van der Plas*, or *@Joris* where there is one Joris."""
    by_name = _by_name(people)
    if "@" not in text or not by_name:
        return []
    found = (_plain(match[1]) for match in find_words(render_message(text), name_pattern(by_name)))
    # Of two people of one name both are meant.
    return list({person.pk: person for name in found for person in by_name[name]}.values())


def name_pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Return what finds an @ with one of these names in the text of HTML; the longest first, however it is spaced."""
    choice = "|".join(
        r"\s+".join(re.escape(str(escape(word)).replace("&#x27;", "'")) for word in name.split())
        for name in sorted(names, key=len, reverse=True)
    )
    return re.compile(rf"(?<![\w.@])@({choice})(?!\w)", re.IGNORECASE)


def note_mentions(post: Post, *, by: User) -> list[User]:
    """Keep who is named in a message, and tell who was not named before; themselves and who muted the topic are not.

    Return who was told.
    """
    people = people_to_name(post.topic.community) if "@" in post.text else []
    named = {person.pk: person for person in named_in(post.text, people)}
    post.mentions.exclude(user__in=named).delete()
    before = set(post.mentions.values_list("user", flat=True))
    new = [person for pk, person in named.items() if pk not in before]
    PostMention.objects.bulk_create([PostMention(post=post, user=person) for person in new], ignore_conflicts=True)
    muted = set(post.topic.readers.filter(wish=TopicReader.Wish.MUTE).values_list("user", flat=True)) if new else set()
    told = [person for person in new if person.pk != by.pk and person.pk not in muted]
    where = About(post.topic.community_id)
    facts = {"post": post.pk}
    notify_all(MENTIONED, [Intent(person, f"mention:{post.pk}", facts, about=where) for person in told])
    return told


def _by_name(people: Iterable[User]) -> dict[str, list[User]]:
    full: dict[str, list[User]] = defaultdict(list)
    first: dict[str, list[User]] = defaultdict(list)
    for person in people:
        full[_plain(person.full_name)].append(person)
        first[_plain(person.given_name)].append(person)
    alone = {name: those for name, those in first.items() if len(those) == 1}
    return alone | dict(full)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold().replace("&amp;", "&")
