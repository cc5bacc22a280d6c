"""Words in HTML that is safe already: found and dressed up, and never within a link, code or an attribute."""

import re
from collections.abc import Callable, Iterator

from django.utils.safestring import SafeString

# A tag with its attributes, as the sanitiser writes them: in double quotes, in which anything may stand.
TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')
NAME = re.compile(r"</?([a-z0-9]+)")
# Where words are left as they are: links and code mean something else, and a word is explained once.
LEFT_ALONE = frozenset({"a", "code", "pre", "dfn", "h1", "h2", "h3", "h4", "h5", "h6"})

Replace = Callable[[re.Match[str]], str]


def replace_words(html: SafeString, pattern: re.Pattern[str], replace: Replace) -> SafeString:
    """Return the HTML with what ``pattern`` finds in its texts replaced.

    The text of HTML is escaped, so the pattern must be too; what ``replace`` returns is trusted as it is.
    """
    return SafeString("".join(pattern.sub(replace, text) if is_text else text for text, is_text in _pieces(html)))


def find_words(html: SafeString, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Yield what ``pattern`` finds in the texts of the HTML."""
    for text, is_text in _pieces(html):
        if is_text:
            yield from pattern.finditer(text)


def _pieces(html: str) -> Iterator[tuple[str, bool]]:
    """Yield the HTML in pieces, each with whether it is text whose words may be replaced."""
    open_tags: list[str] = []
    at = 0
    for tag in TAG.finditer(html):
        if tag.start() > at:
            yield html[at : tag.start()], not open_tags
        _keep_count(tag[0], open_tags)
        yield tag[0], False
        at = tag.end()
    if at < len(html):
        yield html[at:], not open_tags


def _keep_count(tag: str, open_tags: list[str]) -> None:
    name = NAME.match(tag)
    if name is None or name[1] not in LEFT_ALONE:
        return
    if not tag.startswith("</"):
        open_tags.append(name[1])
    elif name[1] in open_tags:
        open_tags.remove(name[1])
