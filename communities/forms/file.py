"""Files that a circle keeps, and their folders."""

from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import one_line

from ..models import Community, Folder, SharedFile
from .desk import DeskForm

KINDS = gettext_lazy(
    "Pictures, PDF, Word, Excel, PowerPoint, CSV or plain text, of up to 40 MB. Nothing about clients."
)


class _InFolderForm(DeskForm):
    """Says in which folder of a circle."""

    folder = forms.ModelChoiceField(
        label=gettext_lazy("Folder"),
        queryset=Folder.objects.none(),
        required=False,
        empty_label=gettext_lazy("No folder"),
    )

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["folder"]
        field.queryset = community.folders.all()


class VersionForm(DeskForm):
    """A newer version of a file."""

    file = forms.FileField(label=gettext_lazy("File"), help_text=KINDS)


class FileForm(_InFolderForm, VersionForm):
    """A file to keep."""

    beside = forms.TypedChoiceField(
        label=gettext_lazy("If there is a file of this name already"),
        choices=[
            ("", gettext_lazy("it becomes a newer version of that file")),
            ("1", gettext_lazy("keep both")),
        ],
        coerce=bool,
        empty_value="",
        required=False,
        widget=forms.RadioSelect,
    )
    field_order = ("version", "file", "folder", "beside")


class PlaceForm(_InFolderForm):
    """What a file is called, and where it stands."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, validators=[one_line])
    field_order = ("version", "name", "folder")

    def clean_name(self) -> str:
        """A name is no path."""
        name: str = self.cleaned_data["name"]
        if any(sign in name for sign in '/\\<>:"|?*'):
            raise forms.ValidationError(gettext_lazy('A name can’t hold any of these: / \\ < > : " | ? *'))
        return name


class FolderForm(DeskForm):
    """What a folder is called."""

    name = forms.CharField(label=gettext_lazy("Name of the folder"), max_length=80, validators=[one_line])


def initial_of(shared: SharedFile) -> dict[str, Any]:
    """Return what stands in the form; of the name what one can change."""
    return {"name": PurePosixPath(shared.name).stem, "folder": shared.folder, "version": shared.version}
