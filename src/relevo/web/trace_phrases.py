"""What a text carries that is not kept, as whole sentences."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TRACES: dict[str, Promise] = {
    "link": _("Take the link out: no addresses of pages or groups are kept here."),
    "email": _("Take the e-mail address out: nobody's contact is kept here."),
    "handle": _("Take the account (@) out: no accounts of persons are kept here."),
    "phone": _("Take the telephone number out: nobody's number is kept here."),
    "group": _("Do not name the group, page or account: its kind, chosen above, is enough."),
    "name": _(
        "This looks like the name of a person. Write the role or the institution instead; places "
        "and institutions of the directory may be named."
    ),
}
