"""``manage.py bench``: what the pages cost, one line per figure."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from leerkring.website.bench.measure import CERTIFICATES, EXPORTS, LIBRARY, MAIL, MATCHING, SEARCH, figures
from leerkring.website.bench.pages import PAGES
from leerkring.website.bench.server import SIZES, Server


class Command(BaseCommand):
    """Fill a portal of its own with made-up people, serve it, and measure; the one that runs is left alone."""

    help = "Print what pages cost: bench, name, value, unit, budget, ok or over, with tabs between."

    def add_arguments(self, parser: ArgumentParser) -> None:
        areas = sorted({CERTIFICATES, EXPORTS, LIBRARY, MAIL, MATCHING, SEARCH, *(page.area for page in PAGES)})
        parser.add_argument("--area", choices=areas, default="", help="only a part")
        parser.add_argument("--size", choices=SIZES, default="1k", help="how many members there are")

    def handle(self, *, area: str, size: str, **options: Any) -> None:
        mode = "PostgreSQL and Redis" if settings.GROWN else "SQLite; the budgets are meant for MODE=grown"
        self.stdout.write(f"# {size} members, {mode}")
        with Server(size) as server:
            for figure in figures(server, area):
                self.stdout.write(str(figure))
                self.stdout.flush()
