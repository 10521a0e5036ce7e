"""Where texts mention one person: by name forms, numbers, homes and households; each hit says why."""

from vault.subject_requests.mentions.model import Band, Clue, Hit, Mention, MentionedText, Sought
from vault.subject_requests.mentions.searching import Everywhere, mentions
from vault.subject_requests.mentions.seeking import Seeker
from vault.subject_requests.mentions.weighing import Circumstance, weigh

__all__ = [
    "Band",
    "Circumstance",
    "Clue",
    "Everywhere",
    "Hit",
    "Mention",
    "MentionedText",
    "Seeker",
    "Sought",
    "mentions",
    "weigh",
]
