"""Writing a story, having it published, and quoting people in it as long as they agree."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.files.actions import delete_file, store
from leerkring.notifications.actions import Intent, notify_all

from ..models import Community, ProgrammeMember, Story, StoryQuote
from .membership import coordinators_of

PICTURE = "communities.story_picture"
PROPOSED = "communities.story_proposed"
MOVED = "communities.story_moved"
QUOTED = "communities.story_quoted"
Status, Consent = Story.Status, StoryQuote.Consent
MOST_QUOTES = 12


@transaction.atomic
def add_story(community: Community, *, by: User, title: str, **steps: str) -> Story:
    """Begin a story; the same words again, while it is a draft, are the button pressed twice."""
    circle = Community.objects.select_for_update().get(pk=community.pk)
    _refuse_over(circle)
    facts = {"title": title.strip()} | {name: steps.get(name, "").strip() for name in Story.STEPS}
    known = circle.stories.filter(author=by, status=Status.DRAFT, **facts).first()
    return known or Story.objects.create(community=circle, author=by, **facts)


@transaction.atomic
def change_story(story: Story, *, by: User, version: int, title: str, **steps: str) -> Story:
    """Change the words. ``Overtaken`` when somebody saved in between; a good example keeps a result."""
    row = _lock(story, version)
    _refuse_over(row.community)
    facts = {"title": title.strip()} | {name: steps.get(name, "").strip() for name in Story.STEPS}
    if all(getattr(row, name) == value for name, value in facts.items()):
        return row
    if row.is_good_example and not facts["result"]:
        raise Refused({"result": _("This is a good example, so it needs a result. Write down what came of it.")})
    if not row.is_draft:
        _refuse_unfinished(facts)
    return _save(row, **facts)


@transaction.atomic
def set_picture(story: Story, *, by: User, version: int, picture_text: str, picture: UploadedFile | None) -> Story:
    """Put a picture with what it shows in the story; without a new picture only the words change."""
    row = _lock(story, version)
    _refuse_over(row.community)
    if picture is None and row.picture is None:
        raise Refused({"picture": _("Choose a picture.")})
    old = row.picture if picture else None
    new = store(picture, by=by, purpose=PICTURE) if picture else row.picture
    _save(row, picture=new, picture_text=picture_text.strip())
    if old:
        delete_file(old)
    return row


@transaction.atomic
def remove_picture(story: Story, *, by: User) -> Story:
    """Take the picture out; harmless when there is none."""
    row = _lock(story)
    if old := row.picture:
        _save(row, picture=None, picture_text="")
        delete_file(old)
    return row


@transaction.atomic
def propose_story(story: Story, *, by: User) -> Story:
    """Offer it for publication; who reviews it is told. Twice is harmless."""
    row = _lock(story)
    if not row.is_draft:
        return row
    _refuse_over(row.community)
    _refuse_unfinished({name: getattr(row, name) for name in Story.NEEDED})
    _save(row, status=Status.PROPOSED, remark="")
    _tell(PROPOSED, [one for one in _reviewers(row) if one.pk != by.pk], row, f"proposed:{row.version}")
    return row


@transaction.atomic
def review_story(
    story: Story, *, by: User, version: int, publish: bool, is_public: bool, is_good_example: bool, remark: str = ""
) -> Story:
    """Publish it, for the circle or for everybody, or give it back with a remark; its author is told."""
    row = _lock(story)
    to = Status.PUBLISHED if publish else Status.DRAFT
    facts: dict[str, Any] = {"is_public": publish and is_public, "is_good_example": publish and is_good_example}
    facts["remark"] = "" if publish else remark.strip()
    if row.status == to and all(getattr(row, name) == value for name, value in facts.items()):
        return row
    if row.status != Status.PROPOSED:
        raise Refused(_("Somebody else has answered meanwhile. Look at the story again."))
    if row.version != version:
        raise Overtaken(_("The story was changed while you were busy. Read it again before you answer."))
    if not publish and not facts["remark"]:
        raise Refused({"remark": _("Say what the author can still do about it.")})
    if facts["is_good_example"] and not row.result:
        raise Refused({"is_good_example": _("A good example needs a concrete result, and the story has none yet.")})
    moment = timezone.now() if publish else None
    _save(row, status=to, published_at=moment, published_by=by if publish else None, **facts)
    _tell(MOVED, [row.author] if row.author and row.author_id != by.pk else [], row, f"moved:{row.version}")
    return row


@transaction.atomic
def withdraw_story(story: Story, *, by: User) -> Story:
    """Take it off: from now on it is a draft of its author again. Twice is harmless."""
    row = _lock(story)
    if row.status != Status.PUBLISHED:
        return row
    off: dict[str, Any] = {"is_public": False, "is_good_example": False, "published_at": None, "published_by": None}
    return _save(row, status=Status.DRAFT, **off)


@transaction.atomic
def remove_story(story: Story, *, by: User) -> None:
    """Throw a draft away with its picture; a second time is harmless."""
    row = Story.objects.select_for_update(of=("self",)).select_related("picture").filter(pk=story.pk).first()
    if row is None:
        return
    if not row.is_draft:
        raise Refused(_("This story is no longer a draft. Take it off first."))
    picture = row.picture
    row.delete()
    if picture:
        delete_file(picture)


@transaction.atomic
def add_quote(
    story: Story, *, by: User, text: str, said_by: str, person: User | None = None, consent_note: str = ""
) -> StoryQuote:
    """Quote somebody. Somebody of the circle is asked by mail, and shown once they agree; the same again is once."""
    row = _lock(story)
    words = {"text": text.strip(), "said_by": said_by.strip(), "person": person}
    if known := row.quotes.filter(**words).first():
        return known
    if row.quotes.count() >= MOST_QUOTES:
        raise Refused(_("A story has room for 12 quotes. Remove one first."))
    if person and not row.community.memberships.reading().filter(user=person).exists():
        raise Refused({"person": _("This person is no longer in the circle. Choose somebody else.")})
    if person is None and not consent_note.strip():
        raise Refused({"consent_note": _("Write down when and how this person agreed.")})
    is_own = person is not None and person.pk == by.pk
    agreed = person is None or is_own
    consent = {"consent": Consent.GIVEN, "answered_at": timezone.now()} if agreed else {}
    quote = StoryQuote.objects.create(story=row, consent_note=consent_note.strip(), **words, **consent)
    if person and not agreed and person.is_active:
        notify_all(QUOTED, [Intent(person, f"story_quote:{quote.pk}", {"quote": quote.pk})])
    return quote


@transaction.atomic
def answer_quote(quote: StoryQuote, *, by: User, agrees: bool) -> StoryQuote:
    """Agree, or no longer: then the words are gone from here at once, and nobody but a new quote brings them back."""
    row = StoryQuote.objects.select_for_update().get(pk=quote.pk)
    if agrees and row.consent == Consent.WITHDRAWN:
        raise Refused(_("These words have been removed, as you asked."))
    wanted = Consent.GIVEN if agrees else Consent.WITHDRAWN
    if row.consent == wanted:
        return row
    row.consent, row.answered_at = wanted, timezone.now()
    if not agrees:
        row.text = row.said_by = ""
    row.save(update_fields=["consent", "answered_at", "text", "said_by"])
    return row


@transaction.atomic
def remove_quote(quote: StoryQuote, *, by: User) -> None:
    """Take a quote out; a second time is harmless."""
    StoryQuote.objects.filter(pk=quote.pk).delete()


def _reviewers(row: Story) -> list[User]:
    """Return who answers for what is published: of the circle and of its programme."""
    people = {one.user_id: one.user for one in coordinators_of(row.community).select_related("user")}
    roles = Q(role=ProgrammeMember.Role.EDITOR)
    team = ProgrammeMember.objects.filter(roles, programme=row.community.programme_id).select_related("user")
    people |= {one.user_id: one.user for one in team}
    return [people[pk] for pk in sorted(people)]


def _lock(story: Story, version: int | None = None) -> Story:
    rows = Story.objects.select_for_update(of=("self",)).select_related("community__programme", "picture", "author")
    row = rows.filter(pk=story.pk).first()
    if row is None:
        raise Refused(_("This story has been thrown away meanwhile."))
    if version is not None and row.version != version:
        raise Overtaken(_("Somebody else changed this story while you were busy."))
    return row


def _refuse_over(circle: Community) -> None:
    if circle.status != Community.Status.ACTIVE:
        raise Refused(_("This circle isn’t running, so its stories stay as they are."))


def _refuse_unfinished(facts: dict[str, Any]) -> None:
    if not all(facts[name] for name in Story.NEEDED):
        raise Refused(_("Write down first what you did, what it gave you and what you did with it."))


def _save(row: Story, **facts: Any) -> Story:
    for name, value in facts.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*facts, "version"])
    return row


def _tell(kind: str, people: list[User], row: Story, event: str) -> None:
    key, facts = f"story:{row.pk}:{event}", {"story": row.pk, "status": row.status}
    notify_all(kind, [Intent(person, key, facts) for person in people if person.is_active])
