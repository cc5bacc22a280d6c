"""The page for people about open data: the same forms and fields, in words."""

from typing import Any

from django.urls import reverse
from django.utils.text import capfirst

from leerkring.core.links import absolute_url

from .forms import FORMS
from .resources import RESOURCES

# What each list can be asked.
COMMON = ("limit", "cursor")


def explained() -> dict[str, Any]:
    """Return what the page shows: each list with its choices and what stands in the answers."""
    lists = []
    for name, resource in RESOURCES.items():
        fields = FORMS[name].base_fields.items()
        lists.append(
            {
                "name": name,
                "title": capfirst(str(resource.title)),
                "path": reverse("api_list", args=[name]),
                "key": resource.key,
                "choices": [{"name": each, "about": field.help_text} for each, field in fields if each not in COMMON],
                "fields": resource.fields,
            }
        )
    return {"lists": lists, "description_path": reverse("api_description"), "site": absolute_url("")}
