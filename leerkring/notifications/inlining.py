"""The style of mail, written into its templates when they are loaded: once per template, and never per mail.

Mail readers want the rules on each element. Template tags are taken out before the HTML is parsed and put back after,
so what is looked at is HTML with holes in it; each template of a mail is whole by itself. The path not taken: inlining
each mail when it is sent, which costs every one of them what this costs none.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import css_inline
from django.conf import settings
from django.template import Engine, Origin, Template, engines
from django.template.loaders.base import Loader as BaseLoader

TAGS = re.compile(r"{%\s*comment.*?endcomment\s*%}|{%.*?%}|{{.*?}}|{#.*?#}", re.S)
# Signs that no template has, so that what was taken out finds its place again.
HOLE = re.compile("⟦(\\d+)⟧")
# Loading and extending stand before the first element, where HTML knows no text.
BEFORE_HTML = re.compile("\\A(?:\\s|⟦\\d+⟧)*")
PREFIX, SUFFIX = "emails/", ".html"


def mail_template(name: str) -> Template:
    """Return a template of a mail, with the style in it."""
    return _engine(engines["django"].engine).get_template(name)  # type: ignore[attr-defined]


@lru_cache(maxsize=4)
def _engine(portal: Engine) -> Engine:
    """Return an engine that knows what the portal's knows; a test that brings templates of its own gets its own."""
    plain = [
        ("django.template.loaders.filesystem.Loader", portal.dirs),
        "django.template.loaders.app_directories.Loader",
    ]
    inlining: Any = ("leerkring.notifications.inlining.Loader", plain)
    return Engine(
        loaders=[inlining if settings.DEBUG else ("django.template.loaders.cached.Loader", [inlining])],
        libraries=portal.libraries,
        builtins=portal.builtins,
    )


class _Source(Origin):
    """Where a template stands, and who read it from there."""

    def __init__(self, inner: Origin, loader: BaseLoader) -> None:
        super().__init__(inner.name, inner.template_name, loader)
        self.inner = inner


class Loader(BaseLoader):
    """Reads templates as the loaders it is given do, and inlines the style of those that are mail."""

    def __init__(self, engine: Engine, loaders: list[Any]) -> None:
        super().__init__(engine)
        self._loaders = engine.get_template_loaders(loaders)

    def get_template_sources(self, template_name: str) -> Iterator[Origin]:
        for loader in self._loaders:
            for origin in loader.get_template_sources(template_name):
                yield _Source(origin, self)

    def get_contents(self, origin: Any) -> str:
        contents = origin.inner.loader.get_contents(origin.inner)
        name = str(origin.template_name)
        return inline(contents) if name.startswith(PREFIX) and name.endswith(SUFFIX) else contents


def inline(source: str) -> str:
    """Return the source of a template with the rules of mail.css on its elements; those of the dark in its head."""
    tags: list[str] = []

    def take_out(found: re.Match[str]) -> str:
        tags.append(found[0])
        return f"⟦{len(tags) - 1}⟧"

    holed = TAGS.sub(take_out, source)
    before = BEFORE_HTML.match(holed)
    head, body = (before[0], holed[before.end() :]) if before else ("", holed)
    is_page = body.lower().startswith("<!doctype")
    inlined = _pages().inline(body) if is_page else _parts().inline_fragment(body, _css()) if body else ""
    return HOLE.sub(lambda found: tags[int(found[1])], head + inlined)


@lru_cache(maxsize=1)
def _css() -> str:
    return Path(settings.BASE_DIR, "templates", "emails", "mail.css").read_text()


@lru_cache(maxsize=1)
def _pages() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(extra_css=_css(), keep_at_rules=True, load_remote_stylesheets=False)


@lru_cache(maxsize=1)
def _parts() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False)
