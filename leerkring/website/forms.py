"""What is asked of pages over all apps."""

from django import forms


class YearForm(forms.Form):
    """Which year a report is about; whatever is not one means all."""

    jaar = forms.IntegerField(min_value=2000, max_value=2100, required=False)

    @property
    def year(self) -> int:
        """The chosen year; 0 for all."""
        return (self.cleaned_data["jaar"] or 0) if self.is_valid() else 0
