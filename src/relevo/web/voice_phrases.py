"""Recurring terms of feedback and complaints, for the public pages and the desk."""

from django.utils.translation import pgettext_lazy

from relevo.web.phrases import Words

VOICE_FOUND: Words = {
    "open": pgettext_lazy("feedback on a place", "Yes, it was open"),
    "closed": pgettext_lazy("feedback on a place", "No, it was closed"),
}

VOICE_GOT: Words = {
    "all": pgettext_lazy("feedback on a place", "Yes"),
    "part": pgettext_lazy("feedback on a place", "Only a part"),
    "nothing": pgettext_lazy("feedback on a place", "No"),
}

VOICE_MATTERS: Words = {
    "money": pgettext_lazy("complaint", "They asked me for money"),
    "work": pgettext_lazy("complaint", "They asked me to work for it"),
    "favors": pgettext_lazy("complaint", "They asked me for a favor or a gift"),
    "sex": pgettext_lazy("complaint", "They asked me for sex, photos or touching"),
    "abuse": pgettext_lazy("complaint", "Somebody touched me or forced me to something sexual"),
    "conduct": pgettext_lazy("complaint", "They insulted, threatened, hit or humiliated me"),
    "discrimination": pgettext_lazy(
        "complaint", "They treated me worse because of who I am or where I come from"
    ),
    "child": pgettext_lazy("complaint", "It happened to a child or somebody under 18"),
}

VOICE_KINDS: Words = {
    "sexual": pgettext_lazy("kind of complaint", "Sexual exploitation or abuse"),
    "child": pgettext_lazy("kind of complaint", "It concerns a child or adolescent"),
    "in_return": pgettext_lazy("kind of complaint", "Money, work or favors asked for help"),
    "conduct": pgettext_lazy("kind of complaint", "Conduct"),
    "discrimination": pgettext_lazy("kind of complaint", "Discrimination"),
    "words": pgettext_lazy("kind of complaint", "Words only"),
    "closed": pgettext_lazy("kind of complaint", "A place was closed"),
    "not_given": pgettext_lazy("kind of complaint", "What was promised was not given"),
    "praise": pgettext_lazy("kind of complaint", "All was well"),
}

COMPLAINT_STATES: Words = {
    "received": pgettext_lazy("state of a complaint", "It has arrived"),
    "acknowledged": pgettext_lazy("state of a complaint", "Somebody has read it and works on it"),
    "answered": pgettext_lazy("state of a complaint", "There is an answer"),
    "referred": pgettext_lazy("state of a complaint", "It was handed to the outside body"),
    "closed": pgettext_lazy("state of a complaint", "It is closed"),
}

COMPLAINT_STEPS: Words = {
    "told": pgettext_lazy("step of a complaint", "Told"),
    "added": pgettext_lazy("step of a complaint", "The person added something"),
    "acknowledged": pgettext_lazy("step of a complaint", "Acknowledged"),
    "answered": pgettext_lazy("step of a complaint", "Answered"),
    "referred": pgettext_lazy("step of a complaint", "Handed to the outside body"),
    "closed": pgettext_lazy("step of a complaint", "Closed"),
    "aside": pgettext_lazy("step of a complaint", "One of the two must not read it"),
    "reopened": pgettext_lazy("step of a complaint", "The person added something: open again"),
}

COMPLAINT_ANSWERS: Words = {
    "looked_into": pgettext_lazy("answer to a complaint", "We looked into it"),
    "put_right": pgettext_lazy("answer to a complaint", "It was put right"),
    "not_confirmed": pgettext_lazy("answer to a complaint", "We could not confirm what happened"),
    "more_asked": pgettext_lazy("answer to a complaint", "We need to know more"),
    "goes_outside": pgettext_lazy("answer to a complaint", "A body outside must decide it"),
}

COMPLAINT_CLOSINGS: Words = {
    "done": pgettext_lazy("closing of a complaint", "It was dealt with"),
    "person_asked": pgettext_lazy("closing of a complaint", "The person asked for it"),
    "outside_body": pgettext_lazy("closing of a complaint", "The outside body has it now"),
    "no_way_on": pgettext_lazy("closing of a complaint", "We cannot go on with what we know"),
}

REPORT_ANSWERS: Words = {
    "put_right": pgettext_lazy("answer to feedback", "It will be put right"),
    "entry_corrected": pgettext_lazy("answer to feedback", "The entry was corrected"),
    "was_open": pgettext_lazy("answer to feedback", "It was open that day"),
    "thanks": pgettext_lazy("answer to feedback", "Thank you"),
}

VOICE_CHANNELS: Words = {
    "online": pgettext_lazy("channel of a complaint", "On the page without account"),
    "by_mouth": pgettext_lazy("channel of a complaint", "Told to a member, who wrote it down"),
}
