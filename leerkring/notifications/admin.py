"""The ledger for operators: what was sent to whom, when, and why not; and sending again what was given up."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .kinds import all_kinds
from .ledger import label_of
from .models import Message, Suppression
from .models.suppression import marks_of
from .resend import may_resend, resend


class KindFilter(admin.SimpleListFilter):
    """Kinds by what they are called."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted(((kind.name, str(kind.label)) for kind in all_kinds()), key=lambda choice: choice[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    """Messages without what they are about. Nobody writes; what was given up may be sent again."""

    list_display = ["what", "recipient", "address", "state", "reason", "attempts", "send_after", "sent_at"]
    list_filter = ["state", KindFilter]
    list_select_related = ["recipient"]
    search_fields = ["recipient__email", "address"]
    ordering = ["-pk"]
    show_full_result_count = False
    list_per_page = 50
    actions = ["resend_chosen"]
    change_form_template = "admin/notifications/message/change_form.html"
    fields = readonly_fields = (
        "what",
        "recipient",
        "address",
        "state",
        "reason",
        "attempts",
        "send_after",
        "try_after",
        "created_at",
        "sent_at",
        "message_id",
    )

    @admin.display(description=_("kind"), ordering="kind")
    def what(self, message: Message) -> str:
        """What it is called."""
        return label_of(message.kind)

    @admin.action(description=_("Send again what was given up"))
    def resend_chosen(self, request: HttpRequest, queryset: QuerySet[Message]) -> HttpResponse | None:
        """Ask first, then put the dead letters among the chosen back in the outbox."""
        chosen = list(queryset.filter(state=Message.State.DEAD).order_by("pk"))
        if "sure" not in request.POST:
            context = {**self.admin_site.each_context(request), "title": _("Send again"), "opts": self.model._meta}
            context |= {"chosen": [{"pk": row.pk, "what": label_of(row.kind), "to": _whom(row)} for row in chosen]}
            return TemplateResponse(request, "admin/notifications/message/resend.html", context)
        self._resend(request, chosen)
        return None

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.resend_one)
        own = path("<path:object_id>/opnieuw/", view, name="notifications_message_resend")
        return [own, *super().get_urls()]

    def resend_one(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Send one dead letter again: a page that asks, and on POST the deed."""
        message = self.get_object(request, unquote(object_id))
        if message is None or not self.has_view_permission(request, message):
            raise Http404
        if request.method == "POST":
            self._resend(request, [message])
            return redirect("admin:notifications_message_change", message.pk)
        context = {**self.admin_site.each_context(request), "title": _("Send again"), "opts": self.model._meta}
        context |= {"chosen": [{"what": label_of(message.kind), "to": _whom(message)}], "message": message}
        return TemplateResponse(request, "admin/notifications/message/resend.html", context)

    def _resend(self, request: HttpRequest, chosen: list[Message]) -> None:
        done = [message for message in chosen if resend(message)]
        for message in done:
            self.log_change(request, message, [{"changed": {"fields": [str(_("sent again"))]}}])
        if done:
            said = ngettext("%(count)s mail goes out again.", "%(count)s mails go out again.", len(done))
            self.message_user(request, said % {"count": len(done)}, messages.SUCCESS)
        if len(done) < len(chosen) or not chosen:
            left = _("Some mail can't be sent again: it is on its way, or what it was about was erased after a week.")
            self.message_user(request, str(left), messages.WARNING)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        message = self.get_object(request, unquote(object_id))
        url = reverse("admin:notifications_message_resend", args=[message.pk]) if message else ""
        more = {"resend_url": url if message and may_resend(message) else ""}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | more)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _whom(message: Message) -> str:
    return str(message.recipient) if message.recipient else message.address


@admin.register(Suppression)
class SuppressionAdmin(admin.ModelAdmin):
    """Addresses without mail, by what stands for them; a whole address in the search finds its row."""

    list_display = ["__str__", "cause", "suppressed_at", "soft_bounces", "confirmed_at"]
    list_filter = ["cause"]
    search_fields = ["mark"]
    search_help_text = _("A whole e-mail address. The list itself holds none.")
    show_full_result_count = False
    fields = readonly_fields = ("cause", "suppressed_at", "soft_bounces", "confirmed_at")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return (queryset.filter(mark__in=marks_of(search_term)) if search_term else queryset), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
