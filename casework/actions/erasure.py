"""What erasing somebody asks of casework besides its rows: the text of their cases goes, drafts as a whole."""

from leerkring.accounts.models import User
from leerkring.files.actions import delete_file

from ..models import Case, OutcomeAuthor, OutcomeDoi, OutcomeVersion, VersionFile
from .doi import renew_doi
from .retention import expire_case


def erase_private_texts(person: User) -> None:
    """Erase cases: what nobody else has seen as a whole, of the others the text."""
    Case.objects.filter(owner=person, submitted_at__isnull=True).delete()
    for pk in list(Case.objects.filter(owner=person).values_list("pk", flat=True)):
        expire_case(pk)


def typeset_anew(person: User) -> None:
    """Let the papers of somebody who wants their name out be made again, in all forms, and told to the agency."""
    papers = list(OutcomeAuthor.objects.filter(user=person).values_list("outcome", flat=True))
    versions = OutcomeVersion.frozen.filter(outcome__in=papers)
    files = [version.pdf for version in versions.select_related("pdf") if version.pdf]
    made = VersionFile.objects.filter(version__in=versions).select_related("file")
    files += [row.file for row in made if row.file]
    versions.update(pdf=None, pdf_attempts=0)
    made.update(file=None, attempts=0)
    for file in files:
        delete_file(file)
    for record in OutcomeDoi.objects.filter(outcome__in=papers).select_related("outcome"):
        renew_doi(record.outcome)
