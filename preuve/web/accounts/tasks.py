from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from preuve.web.accounts.models import Notification
from preuve.web.accounts.notifications import phrase
from preuve.web.background import app


@app.task(queue="mail", retry=5)
def mail_notification(*, notification_id: int) -> None:
    """Send one notification by mail, in the language of its reader."""
    notification = Notification.objects.select_related("user").get(pk=notification_id)
    with translation.override(notification.user.language):
        sentence = phrase(notification.kind, notification.values)
        body = _("Bonjour,\n\n%(sentence)s\n\n%(url)s\n\nPreuve") % {
            "sentence": sentence,
            "url": f"{settings.BASE_URL}{notification.url}",
        }
        send_mail(sentence, body, None, [notification.user.email])
