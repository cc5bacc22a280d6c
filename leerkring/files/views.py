"""The one way out for files."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from leerkring.core.permissions import get_permitted_or_404

from .models import File
from .responses import file_response


@require_safe
def file_detail(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Hand out a file to who may see it; what a visitor may see is public."""
    file = get_permitted_or_404(File.objects, request.user, "files.view_file", pk=pk)
    return file_response(file, public=not request.user.is_authenticated)
