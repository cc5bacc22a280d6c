"""The outbox, what people want to receive, what came for them, and the pulse of the beat."""

from .message import Message, MessageQuerySet
from .mute import Mute
from .notice import Notice
from .preference import Preference
from .pulse import Pulse

__all__ = ["Message", "MessageQuerySet", "Mute", "Notice", "Preference", "Pulse"]
