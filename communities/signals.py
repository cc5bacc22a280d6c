"""What happens to a circle, told to the apps above; each is sent in the transaction of the deed."""

from django.dispatch import Signal

# After a circle was closed or opened again: ``community``, ``by``.
community_closed = Signal()
community_reopened = Signal()

# After a draft was made after the example of another circle: ``source``, ``copy``, ``by`` and ``parts``, the names of
# what was chosen to come along (``actions.copy.Part``). Apps above copy what is theirs, when its part is among them.
community_copied = Signal()

# After the rhythm of circles changed: ``communities``, their keys, and ``since`` when. Apps above look again at what
# they keep of when something is due.
rhythm_changed = Signal()
