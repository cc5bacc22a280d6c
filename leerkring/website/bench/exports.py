"""What it takes to make all files of a paper of thirty pages with twenty figures: by one process, as a worker does it.

Everything happens in a transaction that is taken back; the pictures are taken away after it.
"""

import json
import os
import sys
import time
from io import BytesIO
from random import Random
from typing import Any

# So often each file is made; of that many the one before the last stands for 95 in 100.
TURNS = 20
FIGURES = 20
# Of a chapter; twenty of them fill thirty pages with their figures.
WORDS = 300
SIZE = (1600, 1000)


def measure(turns: int = TURNS) -> dict[str, Any]:
    """Return per kind of file the seconds that all but one in twenty stay below, and how many pages the PDF has."""
    from django.db import transaction

    from casework.actions.figure import delete_figures
    from casework.actions.version import pdf_of
    from casework.paper_files import MAKERS, make_file

    with transaction.atomic():
        version = _version()
        try:
            made = pdf_of(version)
            found: dict[str, Any] = {"pages": _pages(made), "megabytes": len(made) / 1e6}
            found["seconds"] = {"pdf": _slowest([_timed(pdf_of, version) for _turn in range(turns)])}
            for form in MAKERS:
                found["seconds"][str(form)] = _slowest([_timed(make_file, version, form) for _turn in range(turns)])
        finally:
            delete_figures(version.outcome)
        transaction.set_rollback(True)
    return found


def _timed(work: Any, *arguments: Any) -> float:
    begin = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - begin


def _slowest(seconds: list[float]) -> float:
    """Return what 95 in 100 stay below."""
    return sorted(seconds)[max(0, int(len(seconds) * 0.95) - 1)]


def _pages(pdf: bytes) -> int:
    # A tool of who measures; the portal reads no PDF.
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as document:
        return len(document.pages)


def _version() -> Any:
    """Publish a long paper of the first circle."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from casework.actions.figure import add_figure
    from casework.actions.outcome import create_outcome
    from casework.actions.version import freeze_text
    from casework.models import Outcome, OutcomeVersion
    from communities.models import Membership

    member = Membership.objects.select_related("community", "user").order_by("pk")[0]
    facts = {"title": "Een lang verhaal", "abstract": "Wat wij zagen. " * 40, "kind": "paper", "language": "nl"}
    outcome = create_outcome(member.community, facts, [], by=member.user)
    dice = Random(1)
    figures = [
        add_figure(outcome, SimpleUploadedFile(f"{each}.jpg", _picture(dice)), by=member.user).file.get_absolute_url()
        for each in range(FIGURES)
    ]
    Outcome.objects.filter(pk=outcome.pk).update(
        body="\n\n".join(_chapter(dice, *each) for each in enumerate(figures))
    )
    outcome.refresh_from_db()
    frozen = freeze_text(outcome, number="1.0", by=member.user, change_note="")
    return OutcomeVersion.objects.select_related("outcome__community__programme").get(pk=frozen.pk)


def _picture(dice: Random) -> bytes:
    """Return a picture as a phone makes it: with grain, so that it does not shrink to nothing."""
    from PIL import Image

    grain = Image.frombytes("RGB", (SIZE[0] // 4, SIZE[1] // 4), dice.randbytes(SIZE[0] * SIZE[1] * 3 // 16))
    out = BytesIO()
    grain.resize(SIZE).save(out, "JPEG", quality=85)
    return out.getvalue()


def _chapter(dice: Random, number: int, address: str) -> str:
    """Return a heading, text with a note, a list, a table and a figure."""
    words = ["wijk", "ouderen", "eenzaamheid", "luisteren", "samen", "en", "de", "een", "van", "gesprek", "vragen"]
    text = " ".join(dice.choice(words) for _word in range(WORDS))
    table = "| Wat | Hoeveel |\n| --- | --- |\n" + "\n".join(f"| Rij {row} | {row * number} |" for row in range(6))
    items = "\n".join(f"- Punt {item}\n  - En nog een punt" for item in range(4))
    note = f"[^{number}]: Gesprek {number}, in de wijk."
    picture = f'![Wat er op foto {number} te zien is]({address} "Foto {number}")'
    return f"## Hoofdstuk {number}\n\n{text}.[^{number}]\n\n{items}\n\n{table}\n\n{picture}\n\n{note}"


def main() -> None:
    """Measure, and print one line of JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leerkring.settings")
    import django

    django.setup()
    sys.stdout.write(json.dumps(measure()))


if __name__ == "__main__":
    main()
