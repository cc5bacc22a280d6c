"""Search over all that one person may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from leerkring.core.replica import read_from_replica

from ..search import SearchForm, find, suggest


@require_safe
@read_from_replica
def search(request: HttpRequest) -> HttpResponse:
    """Look for anything; without words, say what can be found here."""
    form = SearchForm(request.GET if request.GET.get("q", "").strip() else None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    context = {"form": form, "words": words}
    if words:
        kind = request.GET.get("soort", "")
        results = find(request.user, words, kind=kind, page=request.GET.get("page", "1"))
        chosen = next((each for each in results.kinds if each.is_chosen), None)
        context["results"] = results
        context["query"] = urlencode({"q": words} | ({"soort": chosen.address} if chosen and chosen.address else {}))
    return render(request, "website/search.html", context)


@require_safe
@read_from_replica
def suggestions(request: HttpRequest) -> HttpResponse:
    """Name the first things that begin like what is being typed; a part of the page, for htmx alone."""
    form = SearchForm(request.GET)
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('search')}?{urlencode({'q': request.GET.get('q', '')})}")
    hits = suggest(request.user, form.cleaned_data["q"]) if form.is_valid() else []
    return render(request, "website/search_suggestions.html", {"hits": hits})
