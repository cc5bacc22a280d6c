"""What every mail must be, whatever it says. Each mail that any test sends passes here, in all languages.

Where ``LETTERS`` names a folder, one mail of each kind and language is written there, to be looked at by people;
then those too are looked at that a test left in the outbox. After all tests, ``demand_all`` complains of each kind
that none of them wrote.
"""

import os
import re
import sys
from collections import defaultdict
from copy import copy
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from leerkring.notifications import kinds
from leerkring.notifications.kinds import Mail, get_kind
from leerkring.notifications.models import Message
from leerkring.notifications.render import build_email

LARGEST = 60_000
PRIMARY = re.compile(r'<a class="button"')
CODE = re.compile(r'<p class="code"')
# What a mail reader would fetch by itself.
FETCHED = re.compile(r'<(?:img|script|link|iframe|video|audio|source)\b|url\(|@import|\bsrc=|background="', re.I)
REASON = re.compile(r'<p class="foot-line"[^>]*>\s*([^<\s][^<]*)')
# Kinds that say something and ask nothing, so that there is nothing to press.
WITHOUT_BUTTON = {
    "communities.contact",
    "communities.invitation_claim_answered",
    "meetings.event_cancelled",
    "meetings.guest_cancelled",
    "meetings.guest_withdrawn",
    "meetings.registration",
    "meetings.guest_answer",
}


def look(message, mail, kind):
    """Return what is wrong with this mail in any language, and write down that it was seen."""
    found = []
    for language, _name in settings.LANGUAGES:
        twin = copy(message)
        twin.language = language
        if message.recipient:
            twin.recipient = copy(message.recipient)
            twin.recipient.language = language
        letter = build_email(twin, mail, kind)
        found += [f"{fault} ({language})" for fault in faults(letter, kind, twin)]
        if folder := os.environ.get("LETTERS"):
            Path(folder, f"{kind.name}.{language}.html").write_text(letter.alternatives[0][0])
    return found


def look_at_what_waits():
    """Look at the mails that a test left in the outbox, as if they were sent now; return what is wrong."""
    waiting = defaultdict(list)
    for message in Message.objects.filter(state=Message.State.DUE).select_related("recipient"):
        if message.kind in kinds._kinds and not message.kind.startswith("tests.") and not _is_seen(message.kind):
            waiting[message.kind].append(message)
    found = []
    for name, messages in waiting.items():
        kind = get_kind(name)
        answers = kind.prepare(messages)
        mails = [(message, answers[message.pk]) for message in messages if isinstance(answers[message.pk], Mail)]
        for message, mail in mails[:1]:
            found += [f"{name}: {fault}" for fault in look(message, mail, kind)]
    return found


def _is_seen(name):
    return all(
        Path(os.environ["LETTERS"], f"{name}.{language}.html").exists() for language, _name in settings.LANGUAGES
    )


def demand_all(folder):
    """End the program with a complaint when there is a kind of which no test wrote a mail in the folder."""
    seen = {path.name.removesuffix(".html").rpartition(".")[0] for path in Path(folder).glob("*.html")}
    if unseen := sorted(set(kinds._kinds) - seen):
        sys.exit(f"No test shows a mail of: {', '.join(unseen)}.")


def faults(letter, kind, message):
    """Return what is wrong with this mail; nothing when it is whole."""
    html = letter.alternatives[0][0]
    bulk = kind.bulk and message.recipient is not None
    wanted = {"Message-ID", "Auto-Submitted"} | ({"List-Unsubscribe", "List-Unsubscribe-Post"} if bulk else set())
    buttons = len(PRIMARY.findall(html)) + len(CODE.findall(html))
    checks = {
        "a subject of one line": letter.subject and "\n" not in letter.subject,
        "small enough": len(letter.body.encode()) + len(html.encode()) <= LARGEST,
        "one button": buttons == 1 or (buttons == 0 and kind.name in WITHOUT_BUTTON),
        "its headers": wanted <= set(letter.extra_headers),
        "no way to unsubscribe from what is needed": bulk == ("List-Unsubscribe" in letter.extra_headers),
        "a reason": REASON.search(html),
        "nothing fetched": not FETCHED.search(html),
        "styles on its elements": '<p style="margin' in html or '<p class="' in html,
        "no tag left over": not re.search(r"{[%{#]|⟦", html + letter.body),
        "links that work": all(urlsplit(link).scheme in {"http", "https", "mailto", "tel"} for link in links(html)),
    }
    return [name for name, is_so in checks.items() if not is_so]


def links(html):
    """Return where the links of a mail lead."""
    return re.findall(r'href="([^"]*)"', html)
