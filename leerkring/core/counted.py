"""Pages of a list."""

from django.core.paginator import Paginator


class Counted(Paginator):
    """A list whose length is known already."""

    def __init__(self, rows: object, per_page: int, count: int) -> None:
        super().__init__(rows, per_page)  # type: ignore[arg-type]
        self.count = count
