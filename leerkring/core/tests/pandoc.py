"""What pandoc makes of a reference: an independent reader of what we write."""

import json
import subprocess
from typing import Any

import pypandoc


def convert(text: str, form: str) -> dict[str, Any]:
    """Return the one item of a text in ``form`` (bibtex, ris) as CSL-JSON."""
    command = [str(pypandoc.get_pandoc_path()), "--sandbox", "--from", form, "--to", "csljson"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=30, check=True)
    [item] = json.loads(done.stdout)
    return item
