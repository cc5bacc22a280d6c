"""What the programmes that a reader of the digest follows made public, with their circles."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from communities.models import Programme, ProgrammeFollow
from communities.readership import circles_told_to
from leerkring.core.links import absolute_url
from leerkring.core.vocabulary import speaking, words
from leerkring.notifications.sections import DigestLine, SaidOnce, Window

from .news import EVERYTHING, News, Source

# Of one programme; after it the reader is led to its page.
MOST = 8


def _say(source: Source, row: object, programme: Programme) -> str:
    with speaking(words(programme.noun_singular, programme.noun_plural)):
        news = source.tell(row)
        return f"{news.title} · {news.kind} · {programme.name}"


def _say_more(name: str) -> str:
    return _("There is more of %(name)s") % {"name": name}


def collect_programmes(windows: Mapping[int, Window]) -> Mapping[int, Sequence[DigestLine]]:
    """Return what each reader hears of the programmes they follow, the newest first; eight queries, or one.

    Of circles that they are in or follow they hear elsewhere in the digest, or asked for silence.
    """
    follows = list(
        ProgrammeFollow.objects.filter(user__in=windows).select_related("programme").order_by("programme__name", "pk")
    )
    if not follows:
        return {}
    readers = {each.user_id for each in follows}
    elsewhere = circles_told_to(readers)
    since = min(windows[reader][0] for reader in readers)
    until = max(windows[reader][1] for reader in readers)
    found = _by_programme({each.programme_id: each.programme for each in follows}, (since, until))
    lines: dict[int, list[DigestLine]] = defaultdict(list)
    for each in follows:
        mine = [
            line
            for news, circle, line in found[each.programme_id]
            if circle not in elsewhere.get(each.user_id, ()) and _is_in(news, windows[each.user_id])
        ]
        lines[each.user_id] += mine[:MOST]
        if len(mine) > MOST:
            url = absolute_url(each.programme.get_absolute_url())
            lines[each.user_id].append(DigestLine(SaidOnce(_say_more, each.programme.name), url))
    return lines


def _by_programme(
    programmes: Mapping[int, Programme], window: Window
) -> Mapping[int, list[tuple[News, int | None, DigestLine]]]:
    found: dict[int, list[tuple[News, int | None, DigestLine]]] = defaultdict(list)
    for source in EVERYTHING:
        for row in source.of_programmes(programmes, *window):
            news = source.tell(row)
            line = DigestLine(SaidOnce(_say, source, row, programmes[row.of_programme]), absolute_url(news.path))
            found[row.of_programme].append((news, row.of_circle, line))
    for told in found.values():
        told.sort(key=lambda each: (each[0].moment, each[0].key), reverse=True)
    return found


def _is_in(news: News, window: Window) -> bool:
    return window[0] <= news.moment < window[1]
