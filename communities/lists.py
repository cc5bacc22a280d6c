"""What the portal must know of lists that are read in and of invitations; called once, from ``apps.py``."""

from leerkring.files.purposes import CSV, TEXT, XLSX, Purpose, register_purpose
from leerkring.notifications.schedule import register_finder

from .actions.import_job import PURPOSE, take_up_imports
from .permissions.import_job import own_file

MAX_BYTES = 5 * 1024 * 1024


def register() -> None:
    """Register the purpose of their files and what each tick looks for."""
    register_purpose(Purpose(PURPOSE, frozenset({CSV, TEXT, XLSX}), MAX_BYTES, own_file))
    register_finder("communities.imports", take_up_imports)
