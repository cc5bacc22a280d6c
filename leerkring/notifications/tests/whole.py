"""What every mail must be, whatever it says. Each mail that any test sends passes here, in whatever language."""

import re
from urllib.parse import urlsplit

LARGEST = 60_000
PRIMARY = re.compile(r'<a class="button"')
CODE = re.compile(r'<p class="code"')
# What a mail reader would fetch by itself.
FETCHED = re.compile(r'<(?:img|script|link|iframe|video|audio|source)\b|url\(|@import|\bsrc=|background="', re.I)
REASON = re.compile(r'<p class="foot-line"[^>]*>\s*([^<\s][^<]*)')
# Kinds that say something and ask nothing, so that there is nothing to press.
WITHOUT_BUTTON = {
    "communities.contact",
    "meetings.event_cancelled",
    "meetings.guest_cancelled",
    "meetings.guest_withdrawn",
    "meetings.registration",
    "meetings.guest_answer",
}


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
