"""What circles talk about between the meetings, what they keep together, and each other's language."""

from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from communities.actions.file import KEPT
from communities.models import Community, Post, PostMention, PostReaction, Term, Topic, TopicReader
from leerkring.accounts.models import User
from leerkring.files.actions import store_bytes


def load_talk(
    rows: list[dict[str, Any]], communities: dict[str, Community], users: dict[str, User], now: datetime
) -> None:
    """Begin each topic once, with what was said in it; what people say afterwards is left as it is."""
    for row in rows:
        community = communities[row["circle"]]
        if community.topics.filter(title=row["title"]).exists():
            continue
        if "discussion" not in community.modules:
            community.modules = [*community.modules, "discussion"]
            community.save(update_fields=["modules"])
        _begin(community, row, users, now)


def _begin(community: Community, row: dict[str, Any], users: dict[str, User], now: datetime) -> None:
    said = row["messages"]
    moments = [now - timedelta(days=one["days_ago"], minutes=len(said) - place) for place, one in enumerate(said)]
    topic = Topic.objects.create(
        community=community,
        title=row["title"],
        started_by=users[said[0]["by"]],
        post_count=len(said),
        last_posted_at=moments[-1],
        closed_at=moments[-1] if row.get("closed") else None,
    )
    Topic.objects.filter(pk=topic.pk).update(started_at=moments[0])
    for number, (one, moment) in enumerate(zip(said, moments, strict=True), start=1):
        key = uuid5(NAMESPACE_URL, f"{community.slug} {row['title']} {number}")
        facts = {"author": users[one["by"]], "text": one["text"], "key": key}
        post = Post.objects.create(topic=topic, number=number, **facts)
        Post.objects.filter(pk=post.pk).update(posted_at=moment)
        if number == row.get("answer"):
            Topic.objects.filter(pk=topic.pk).update(answer=post)
        for kind, names in one.get("reactions", {}).items():
            post.reactions.bulk_create(PostReaction(post=post, user=users[name], kind=kind) for name in names)
        post.mentions.bulk_create(PostMention(post=post, user=users[name]) for name in one.get("names", []))
        place = {"read": number, "wish": TopicReader.Wish.FOLLOW}
        TopicReader.objects.update_or_create(topic=topic, user=users[one["by"]], defaults=place)


def load_kept(
    rows: list[dict[str, Any]], communities: dict[str, Community], users: dict[str, User], now: datetime
) -> None:
    """Keep each file once, in its versions."""
    for row in rows:
        community = communities[row["circle"]]
        if community.shared_files.filter(name=row["name"]).exists():
            continue
        if "files" not in community.modules:
            community.modules = [*community.modules, "files"]
            community.save(update_fields=["modules"])
        folder = community.folders.get_or_create(name=row["folder"])[0] if "folder" in row else None
        shared = community.shared_files.create(
            name=row["name"], folder=folder, added_by=users[row["versions"][0]["by"]]
        )
        for number, version in enumerate(row["versions"], start=1):
            by = users[version["by"]]
            facts = {"name": row["name"], "content_type": "text/plain", "by": by, "purpose": KEPT}
            file = store_bytes(version["text"].encode(), **facts)
            kept = shared.versions.create(number=number, by=by, file=file)
            shared.versions.filter(pk=kept.pk).update(at=now - timedelta(days=version["days_ago"]))


def load_words(
    rows: list[dict[str, Any]], communities: dict[str, Community], users: dict[str, User], now: datetime
) -> None:
    """Write each word down once; what is not accepted waits for the coordinator."""
    for row in rows:
        community = communities[row["circle"]]
        if "glossary" not in community.modules:
            community.modules = [*community.modules, "glossary"]
            community.save(update_fields=["modules"])
        words = {name: row[name] for name in ("meaning", *Term.USES) if name in row}
        facts = {"proposed_by": users[row["by"]], "accepted_at": now if row.get("accepted") else None}
        facts |= {"is_shared": row.get("shared", False)}
        community.terms.get_or_create(term=row["term"], defaults=words | facts)
