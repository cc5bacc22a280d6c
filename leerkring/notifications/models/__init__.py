"""The outbox, what people want to receive, and the pulse of the beat."""

from .message import Message, MessageQuerySet
from .preference import Preference
from .pulse import Pulse

__all__ = ["Message", "MessageQuerySet", "Preference", "Pulse"]
