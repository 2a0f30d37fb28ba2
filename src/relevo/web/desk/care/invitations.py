"""What is sent to an institution with its link: plain, warm, and nothing asked but this."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from relevo.networks.models import EntryLink
from relevo.plumbing.links import make_token
from relevo.web.link.pages import KIND
from relevo.wording.words import both, day


def address_of(request: HttpRequest, link: EntryLink, *, language: str) -> str:
    """The whole address of a link, on the instance that is asked."""
    with translation.override(language):
        token = make_token(KIND, row_id=link.pk)
        return request.build_absolute_uri(reverse("link:entry", args=[token]))


def invitation(request: HttpRequest, link: EntryLink, *, language: str, is_demo: bool) -> str:
    """The text to paste into a chat, in one language."""
    with translation.override(language):
        told = {
            "institution": both(link.institution, "name"),
            "network": both(link.round.network, "name"),
            "day": day(link.round.due_on),
            "address": address_of(request, link, language=language),
        }
        lines = [
            _("Good day. This is for %(institution)s.") % told,
            _(
                "The network “%(network)s” keeps a directory so that people find help. Is what it "
                "says about you still right? Please open this link and press one button, by "
                "%(day)s:"
            )
            % told,
            told["address"],
            _(
                "It takes a minute and needs no account. It is free of charge: nobody asks you for "
                "money, passwords or anything but this. Thank you."
            ),
        ]
        if is_demo:
            lines.insert(0, _("DEMONSTRATION"))
        return "\n\n".join(lines)
