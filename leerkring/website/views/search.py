"""Search over all that one person may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..search import SearchForm, find


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Look for circles and papers; without words, say what can be found here."""
    form = SearchForm(request.GET if request.GET.get("q", "").strip() else None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    hits = find(request.user, words) if words else None
    return render(request, "website/search.html", {"form": form, "words": words, "hits": hits})
