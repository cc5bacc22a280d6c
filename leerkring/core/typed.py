"""What somebody typed in a form that can't be kept, so that the page that says so gives it back."""

import re

from django.http import HttpRequest

# Never shown again, nor put where a browser may keep it.
SECRET = re.compile(r"password|token", re.IGNORECASE)
# More than one word, or an address. Choices, dates and numbers are left out: who made them makes them again as fast
# as they copy them, and in the form they are codes.
TYPED = re.compile(r"\S\s+\S|@|://")


def typed_texts(request: HttpRequest) -> list[str]:
    """Return the texts that came with this request, in the order of the form; none when nothing was sent."""
    if request.method != "POST":
        return []
    fields = [(name, value.strip()) for name, values in request.POST.lists() for value in values]
    return [value for name, value in fields if TYPED.search(value) and not SECRET.search(name)]
