"""The outbox, what people want to receive, what came for them, addresses without mail, and the pulse of the beat."""

from .message import Message, MessageQuerySet
from .mute import Mute
from .notice import Notice
from .preference import Preference
from .pulse import Pulse
from .suppression import Suppression

__all__ = ["Message", "MessageQuerySet", "Mute", "Notice", "Preference", "Pulse", "Suppression"]
