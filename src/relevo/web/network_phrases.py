"""Recurring terms of networks, their meetings, actas, plans and protocols."""

from django.utils.translation import pgettext_lazy

from relevo.web.phrases import Words

INSTITUTION_KINDS: Words = {
    "academia": pgettext_lazy("kind of institution", "University or research"),
    "anti_trafficking": pgettext_lazy("kind of institution", "Against trafficking"),
    "army": pgettext_lazy("kind of institution", "Army"),
    "asylum": pgettext_lazy("kind of institution", "Refugee status"),
    "child_protection": pgettext_lazy("kind of institution", "Child protection"),
    "church": pgettext_lazy("kind of institution", "Church"),
    "civil_protection": pgettext_lazy("kind of institution", "Civil protection"),
    "community": pgettext_lazy("kind of institution", "Community association"),
    "coordination": pgettext_lazy("kind of institution", "Coordination"),
    "court": pgettext_lazy("kind of institution", "Court"),
    "customs": pgettext_lazy("kind of institution", "Customs"),
    "data": pgettext_lazy("kind of institution", "Statistics"),
    "donor": pgettext_lazy("kind of institution", "Donor"),
    "gov_foreign": pgettext_lazy("kind of institution", "Foreign affairs and consulates"),
    "gov_local": pgettext_lazy("kind of institution", "Departmental government"),
    "gov_migration": pgettext_lazy("kind of institution", "Migration authority"),
    "gov_other": pgettext_lazy("kind of institution", "Other government"),
    "gov_social": pgettext_lazy("kind of institution", "Social policy"),
    "health": pgettext_lazy("kind of institution", "Health"),
    "human_rights": pgettext_lazy("kind of institution", "Human rights"),
    "igo": pgettext_lazy("kind of institution", "Intergovernmental organization"),
    "legal_aid": pgettext_lazy("kind of institution", "Public legal aid"),
    "municipality": pgettext_lazy("kind of institution", "Municipality"),
    "ngo": pgettext_lazy("kind of institution", "Civil society organization"),
    "ombudsman": pgettext_lazy("kind of institution", "Ombudsman"),
    "police": pgettext_lazy("kind of institution", "Police"),
    "prosecutor": pgettext_lazy("kind of institution", "Prosecutor"),
    "red_cross": pgettext_lazy("kind of institution", "Red Cross"),
    "registry": pgettext_lazy("kind of institution", "Civil registry"),
    "un": pgettext_lazy("kind of institution", "United Nations"),
    "university": pgettext_lazy("kind of institution", "University"),
    "women": pgettext_lazy("kind of institution", "Women's affairs"),
    "": pgettext_lazy("kind of institution", "Kind not stated"),
}
"""Kinds as ``region/data/institutions.csv`` uses them."""
