"""The mail services whose reports django-anymail understands. Read by the settings, so nothing of Django here."""

from collections.abc import Collection, Mapping

SERVICES = {
    "amazon_ses": "anymail.webhooks.amazon_ses.AmazonSESTrackingWebhookView",
    "brevo": "anymail.webhooks.brevo.BrevoTrackingWebhookView",
    "mailersend": "anymail.webhooks.mailersend.MailerSendTrackingWebhookView",
    "mailgun": "anymail.webhooks.mailgun.MailgunTrackingWebhookView",
    "mailjet": "anymail.webhooks.mailjet.MailjetTrackingWebhookView",
    "postmark": "anymail.webhooks.postmark.PostmarkTrackingWebhookView",
    "sparkpost": "anymail.webhooks.sparkpost.SparkPostTrackingWebhookView",
}
# What services sign with, beside the secret: these two send no report without it.
NEEDED = {"mailersend": "MAILERSEND_SIGNING_SECRET", "mailgun": "MAILGUN_WEBHOOK_SIGNING_KEY"}
# Where services say what sort of bounce it is, and how they name one that passes; SparkPost does so by number.
PLACES = ("Type", "type", "event", "bounceType", "bounce_class")
PASSING = {"softbounce", "soft_bounce", "activity.soft_bounced", "transient", "undetermined"}
PASSING |= {"20", "21", "22", "23", "70"}


def problems(services: Collection[str], keys: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the settings of these services, each in a sentence."""
    unknown = [name for name in services if name not in SERVICES]
    unsigned = {name: key for name, key in NEEDED.items() if name in services and not keys.get(key)}
    found = [f"MAIL_SERVICES: {name} is not one of {', '.join(SERVICES)}." for name in unknown]
    found += [f"MAIL_SERVICES={name} needs {key}." for name, key in unsigned.items()]
    if services and ":" not in keys["WEBHOOK_SECRET"]:
        found.append("MAIL_SERVICES needs ANYMAIL_WEBHOOK_SECRET, as name:password.")
    return found


def says_it_passes(raw: object) -> bool:
    """Whether the report itself calls its bounce a passing one, where django-anymail calls both bounced."""
    if not isinstance(raw, Mapping):
        return False
    inner = raw.get("msys") or {"": raw.get("bounce")}
    reports = [raw, *(part for part in inner.values() if isinstance(part, Mapping))]
    said = {str(part.get(place)).lower() for part in reports for place in PLACES}
    return bool(said & PASSING) or raw.get("hard_bounce") is False
