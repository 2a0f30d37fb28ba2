"""Closed lists of texts."""

from django.db.models import TextChoices


class TextKind(TextChoices):
    """What a text is for."""

    CONSENT = "consent"
    OWN_RECORD = "own_record"
    RECEIPT = "receipt"
    COMPLAINT = "complaint"


class Medium(TextChoices):
    """How a recording is kept; it is played as it came."""

    OGG = "audio/ogg"
    MP3 = "audio/mpeg"
    WAV = "audio/wav"
