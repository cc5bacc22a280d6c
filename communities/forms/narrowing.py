"""Forms above a list: each field narrows it down. What the address holds besides the choices is left aside."""

from typing import Any

from django import forms

# What stands in the address, and what is shown for it.
Choices = list[tuple[str, str]]


class NarrowingForm(forms.Form):
    """All optional; the first choice of a field, declared with it, is everything."""

    all_optional = True

    def __init__(self, data: Any, choices: dict[str, Choices]) -> None:
        known = {name: {value for value, _label in pairs} for name, pairs in choices.items()}
        super().__init__({name: said if (said := data.get(name, "")) in known[name] else "" for name in known})
        for name, pairs in choices.items():
            if pairs:
                field: Any = self.fields[name]
                field.choices = [*field.choices, *pairs]
            else:
                del self.fields[name]

    @property
    def query(self) -> dict[str, str]:
        """What stands in the address, for the links to other pages of the list."""
        return {name: value for name, value in self.data.items() if value}
