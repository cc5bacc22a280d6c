"""Words explained where they occur: the first time on a page, with a link, by keyboard and without scripts."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from leerkring.core.html_words import replace_words

from .models import Community, Term
from .models.sector import Sector


class Explainer:
    """Explains each word once, however many texts of a page it is given; ``used`` are the words it came across.

    The page shows what they mean in a list (``words_here.html``), to which each link points for who hears it.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = {term.term.casefold(): term for term in terms}
        self.used: list[Term] = []
        words = sorted(self._terms, key=len, reverse=True)
        choice = "|".join(_in_html(word) for word in words)
        self._pattern = re.compile(rf"(?<![\w-])(?:{choice})(?![\w-])", re.IGNORECASE) if words else None

    def explain(self, html: SafeString) -> SafeString:
        """Return safe HTML with each known word explained where it comes first."""
        return replace_words(html, self._pattern, self._linked) if self._pattern else html

    def _linked(self, found: re.Match[str]) -> str:
        word = " ".join(unescape(found[0]).split()).casefold()
        term = self._terms.get(word)
        if term is None or term in self.used:
            return found[0]
        self.used.append(term)
        # What stands in the text is escaped already, as it came from there.
        return format_html(
            '<a class="term" href="{}" aria-describedby="begrip-{}">{}</a>',
            term.get_absolute_url(), term.pk, SafeString(found[0]),
        )  # fmt: skip


def _in_html(word: str) -> str:
    # Django escapes an apostrophe, the sanitiser does not.
    chunks = ([re.escape(str(escape(chunk))) for chunk in part.split("'")] for part in word.split())
    parts = ("(?:'|&#x27;)".join(each) for each in chunks)
    return r"\s+".join(parts)


def terms_of(community: Community, user: Any) -> QuerySet[Term]:
    """Return the words of a circle that this reader may see, those that others of its programme share included."""
    shared = Q(is_shared=True, accepted_at__isnull=False, community__programme=community.programme_id)
    rows = Term.objects.permitted(user, "communities.view_term").select_related("community", "proposed_by")
    return rows.filter(Q(community=community) | shared)


def explainer_for(community: Community, user: Any) -> Explainer:
    """Return what explains the words on a page of a circle; one query, and none where the glossary is off."""
    if not community.has_module(Community.Module.GLOSSARY):
        return Explainer([])
    rows = terms_of(community, user).filter(accepted_at__isnull=False)
    # What the circle itself says of a word goes above what another one shares.
    return Explainer(sorted(rows, key=lambda term: term.community_id == community.pk))


def uses_of(term: Term) -> list[dict[str, str]]:
    """Return how each sector uses a word, of those that say so."""
    return [{"sector": sector.value, "text": text} for sector in Sector if (text := getattr(term, sector.value, ""))]
