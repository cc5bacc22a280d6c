"""Pictures of a text: sent, shown to more people when the text is, and taken away with a draft."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction

from leerkring.accounts.models import User
from leerkring.core.errors import Refused
from leerkring.core.word import Word
from leerkring.files.actions import delete_file, store

from ..models import Outcome, OutcomeFigure

PURPOSE = "casework.outcome_figure"
ADDRESS = re.compile(r"/bestanden/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/")


def add_figure(outcome: Outcome, upload: UploadedFile, *, by: User) -> OutcomeFigure:
    """Keep a picture for this text; ``Refused`` says why not. Sent twice it stands there twice."""
    with transaction.atomic():
        return OutcomeFigure.objects.create(outcome=outcome, file=store(upload, by=by, purpose=PURPOSE))


def show_figures(outcome: Outcome, body: str, *, is_concept: bool) -> None:
    """Let who reads a frozen text see its pictures."""
    shown = outcome.figures.filter(file__in=ADDRESS.findall(body))
    if is_concept:
        shown.filter(reach=OutcomeFigure.Reach.WRITERS).update(reach=OutcomeFigure.Reach.CIRCLE)
    else:
        shown.update(reach=OutcomeFigure.Reach.READERS)


def delete_figures(outcome: Outcome) -> None:
    """Take the pictures away, bytes too."""
    for figure in outcome.figures.select_related("file"):
        delete_file(figure.file)


def place_pictures(outcome: Outcome, word: Word, *, by: User) -> str:
    """Keep the pictures of a Word document, and return its text with their addresses; counts what was refused."""
    markdown = word.markdown
    for name, content in word.pictures.items():
        if f"]({name})" not in markdown:
            continue
        try:
            figure = add_figure(outcome, SimpleUploadedFile(name.rpartition("/")[2], content), by=by)
        except Refused:
            word.lost["refused"] = word.lost.get("refused", 0) + 1
            continue
        markdown = markdown.replace(f"]({name})", f"]({figure.file.get_absolute_url()})")
    return markdown
