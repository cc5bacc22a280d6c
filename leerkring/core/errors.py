"""What an action refuses."""

from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """A deed that may not be done now; its message is for the person who tried, in their language.

    It is a ``ValidationError``, so a form can show it: ``form.add_error(None, error)``.
    """


class Overtaken(Refused):
    """Somebody else saved the same thing in between (rule 12). The page shows both texts and loses neither."""
