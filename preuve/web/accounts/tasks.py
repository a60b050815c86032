from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from preuve.web.accounts.models import Notification, User
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


@app.task(queue="mail", retry=5)
def mail_password_link(*, user_id: int) -> None:
    """Send the link to choose a password. It is made here, so that no job ever holds it."""
    user = User.objects.get(pk=user_id)
    values = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    path = reverse("account_reset_password_from_key", kwargs=values)
    with translation.override(user.language):
        subject = _("Choisissez votre mot de passe Preuve")
        body = _(
            "Bonjour %(name)s,\n\n"
            "Votre compte Preuve vous attend. Pour choisir votre mot de passe :\n\n%(url)s\n\n"
            "Ce lien sert une fois. S’il a expiré, « Mot de passe oublié » sur la page de connexion "
            "en envoie un autre.\n\nPreuve"
        ) % {"name": user.get_full_name() or user.email, "url": f"{settings.BASE_URL}{path}"}
        send_mail(subject, body, None, [user.email])
