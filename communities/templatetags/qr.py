"""An address as a QR code."""

import segno
from django import template
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def qr(address: str, title: str, *, scales: bool = False) -> SafeString:
    """Return the code as a picture in the page; ``title`` says to who can't see it where it leads.

    A quarter of it may be damaged or covered: it hangs on walls. With ``scales`` the stylesheet says how large it is.
    """
    code = segno.make(address, error="q", micro=False)
    return SafeString(code.svg_inline(scale=6, border=2, title=title, omitsize=scales))
