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

SEAT_ROLES: Words = {
    "secretariat": pgettext_lazy("seat in a network", "Secretariat"),
    "chair": pgettext_lazy("seat in a network", "Chair"),
    "member": pgettext_lazy("seat in a network", "Member"),
    "observer": pgettext_lazy("seat in a network", "Observer"),
    "listed": pgettext_lazy("seat in a network", "In the directory only"),
    "convener": pgettext_lazy("seat in a network", "Convenes"),
    "founder": pgettext_lazy("seat in a network", "Founding member"),
    "host": pgettext_lazy("seat in a network", "Host"),
    "local_network": pgettext_lazy("seat in a network", "Local network"),
    "support": pgettext_lazy("seat in a network", "Supports"),
    "": pgettext_lazy("seat in a network", "Not stated"),
}
"""The closed list first, then what sources call a seat."""

SEAT_CHANGES: Words = {
    "joined": pgettext_lazy("change of a seat", "Joined"),
    "role": pgettext_lazy("change of a seat", "Part in the network"),
    "focal_role": pgettext_lazy("change of a seat", "Role that speaks for it"),
    "alternate": pgettext_lazy("change of a seat", "Alternate role"),
    "term": pgettext_lazy("change of a seat", "Term"),
    "steering": pgettext_lazy("change of a seat", "Steering committee"),
    "left": pgettext_lazy("change of a seat", "Left"),
    "succeeded": pgettext_lazy("change of a seat", "Succeeded"),
}

NETWORK_SCOPES: Words = {
    "municipal": pgettext_lazy("scope of a network", "Municipal"),
    "departmental": pgettext_lazy("scope of a network", "Departmental"),
    "national": pgettext_lazy("scope of a network", "National"),
    "cross_border": pgettext_lazy("scope of a network", "Cross-border"),
    "trinational": pgettext_lazy("scope of a network", "Three countries"),
    "civil_society": pgettext_lazy("scope of a network", "Civil society"),
}

PROTOCOL_STATES: Words = {
    "draft": pgettext_lazy("state of a protocol", "Draft"),
    "in_force": pgettext_lazy("state of a protocol", "In force"),
    "superseded": pgettext_lazy("state of a protocol", "Replaced"),
}

PROTOCOL_CLAUSES: Words = {
    "what": pgettext_lazy("clause of a protocol", "What is shared"),
    "purpose": pgettext_lazy("clause of a protocol", "For which purpose"),
    "holder": pgettext_lazy("clause of a protocol", "Who holds it"),
    "incident": pgettext_lazy("clause of a protocol", "When something goes wrong"),
    "leaving": pgettext_lazy("clause of a protocol", "How an institution leaves"),
    "retention_days": pgettext_lazy("clause of a protocol", "How long it is kept"),
}

MEETING_KINDS: Words = {
    "ordinary": pgettext_lazy("kind of meeting", "Ordinary meeting"),
    "extraordinary": pgettext_lazy("kind of meeting", "Extraordinary meeting"),
    "technical": pgettext_lazy("kind of meeting", "Technical meeting"),
    "steering": pgettext_lazy("kind of meeting", "Meeting of the steering committee"),
}

MODALITIES: Words = {
    "in_person": pgettext_lazy("how a meeting is held", "In person"),
    "virtual": pgettext_lazy("how a meeting is held", "Virtual"),
    "mixed": pgettext_lazy("how a meeting is held", "In person and virtual"),
}

MEETING_STATES: Words = {
    "planned": pgettext_lazy("state of a meeting", "Planned"),
    "held": pgettext_lazy("state of a meeting", "Held"),
    "cancelled": pgettext_lazy("state of a meeting", "Called off"),
}

PRESENCES: Words = {
    "present": pgettext_lazy("attendance", "Present"),
    "excused": pgettext_lazy("attendance", "Excused"),
    "absent": pgettext_lazy("attendance", "Absent"),
}

ACTA_KINDS: Words = {
    "founding": pgettext_lazy("kind of acta", "Founding acta"),
    "meeting": pgettext_lazy("kind of acta", "Acta of a meeting"),
    "council": pgettext_lazy("kind of acta", "Acta of a municipal council"),
}

PLAN_STATES: Words = {
    "planned": pgettext_lazy("state of a line of the plan", "Planned"),
    "under_way": pgettext_lazy("state of a line of the plan", "Under way"),
    "done": pgettext_lazy("state of a line of the plan", "Done"),
    "dropped": pgettext_lazy("state of a line of the plan", "Set aside"),
}

MCOF_PHASES: Words = {
    "before": pgettext_lazy("phase of a crisis", "Before"),
    "during": pgettext_lazy("phase of a crisis", "During"),
    "after": pgettext_lazy("phase of a crisis", "After"),
}

MCOF_SECTORS: Words = {
    "1": pgettext_lazy("sector", "Camp management and displacement tracking"),
    "2": pgettext_lazy("sector", "Shelter and non-food items"),
    "3": pgettext_lazy("sector", "Transport assistance"),
    "4": pgettext_lazy("sector", "Health support"),
    "5": pgettext_lazy("sector", "Psychosocial support"),
    "6": pgettext_lazy("sector", "(Re)integration assistance"),
    "7": pgettext_lazy("sector", "Community stabilization and transition"),
    "8": pgettext_lazy("sector", "Disaster risk reduction and resilience"),
    "9": pgettext_lazy("sector", "Land and property support"),
    "10": pgettext_lazy(
        "sector", "Counter-trafficking and protection of migrants in vulnerable situations"
    ),
    "11": pgettext_lazy("sector", "Technical assistance for humanitarian border management"),
    "12": pgettext_lazy("sector", "Emergency consular assistance"),
    "13": pgettext_lazy("sector", "Diaspora and human-resource mobilization"),
    "14": pgettext_lazy("sector", "Migration policy and legislation"),
    "15": pgettext_lazy("sector", "Humanitarian communications"),
}
"""Sectors of assistance of the Migration Crisis Operational Framework (IOM, MC/2355)."""

UPLOAD_FIELDS: Words = {
    "institution": pgettext_lazy("column of a list", "Institution"),
    "acronym": pgettext_lazy("column of a list", "Acronym"),
    "kind": pgettext_lazy("column of a list", "Kind of institution"),
    "service": pgettext_lazy("column of a list", "Service"),
    "needs": pgettext_lazy("column of a list", "Needs it answers"),
    "country": pgettext_lazy("column of a list", "Country"),
    "department": pgettext_lazy("column of a list", "Department"),
    "municipality": pgettext_lazy("column of a list", "Municipality"),
    "locality": pgettext_lazy("column of a list", "Village or neighborhood"),
    "address": pgettext_lazy("column of a list", "Address"),
    "phone": pgettext_lazy("column of a list", "Telephone"),
    "hours": pgettext_lazy("column of a list", "Hours"),
    "email": pgettext_lazy("column of a list", "E-mail"),
    "web": pgettext_lazy("column of a list", "Web page"),
    "requirements": pgettext_lazy("column of a list", "Requirements"),
    "notes": pgettext_lazy("column of a list", "Notes"),
}
"""What a column of a network's own list can be."""

UPLOAD_DECISIONS: Words = {
    "undecided": pgettext_lazy("row of a list", "To decide"),
    "new": pgettext_lazy("row of a list", "New entry"),
    "merge": pgettext_lazy("row of a list", "Merged with an entry"),
    "skip": pgettext_lazy("row of a list", "Left out"),
}

ENTRY_FIELDS_TOLD: Words = {
    "name": pgettext_lazy("field of an entry", "Name"),
    "phone": pgettext_lazy("field of an entry", "Telephone"),
    "email": pgettext_lazy("field of an entry", "E-mail"),
    "url": pgettext_lazy("field of an entry", "Web page"),
    "hours": pgettext_lazy("field of an entry", "Hours in words"),
    "opening_hours": pgettext_lazy("field of an entry", "Opening hours"),
    "locality": pgettext_lazy("field of an entry", "Village or neighborhood"),
    "address": pgettext_lazy("field of an entry", "Address"),
    "needs": pgettext_lazy("field of an entry", "Needs it answers"),
    "note": pgettext_lazy("field of an entry", "Notes"),
}
