"""Who may have spoken in confidence, as others guess at it: proposed to be hidden, be the guess right or wrong.

Whoever is complained of asks who it was ("whether it was the one who mended the dishwasher"), and staff note what would
give the author of a letter away. To leave a wrong guess readable and mask a right one would answer the question.
"""

import re
from collections.abc import Iterator
from typing import Final

from vault.naming import Recall
from vault.redaction.mentions import Mentions
from vault.redaction.model import Ground, Kind, Span, likely_hidden
from vault.redaction.prose import Prose

_IT_WAS: Final = (
    r"(?:det|it)\s(?:ikke\s|inte\s|not\s)?"
    r"(?:var|er|är|kunne være|måtte være|kunde vara|måste vara|was|is|were|might be|must be)\s"
)
_ASKED: Final = re.compile(
    r"\b(?:sp[uø]r\w*|undre\w*|undra\w*|fråg\w*|ask\w*|wonder\w*|vil\w* vide|ville veta|wants? to know)\b[^.!?\n]*?"
    rf"\b(?:om|hvorvidt|ifall|huruvida|if|whether)\s{_IT_WAS}",
    re.IGNORECASE,
)
_GUESSED: Final = re.compile(
    r"\b(?:gæt\w*|mistænk\w*|gissa\w*|misstänk\w*|guess\w*|suspect\w*|tror|troede|trodde|thinks?|thought|believe\w*|sure)\b"
    rf"(?:[^.!?\n,]{{0,30}}?\b(?:at|att|that))?\s{_IT_WAS}",
    re.IGNORECASE,
)
_SAID: Final = re.compile(
    rf"\b(?:gæt\w*|gissa\w*|guess\w*|mistænk\w*|misstänk\w*|suspect\w*)\b[^.!?\n]{{0,30}}?[:,]?\s?[\"“”»]\s?{_IT_WAS}",
    re.IGNORECASE,
)
"""A guess in the words of whoever guessed: 'guessed at once: "it is …"'."""
_WHO: Final = re.compile(r"\b(?:der|som|who|that)\b", re.IGNORECASE)
_AUTHOR: Final = re.compile(
    r"\b(?:afsender|anmelder|klager|forfatter|brevskriver|informant|avsändar|anmälar|författar|skribent|sender|author|writer"
    r"|complainant|reporter)\w*|\bhvem\sder\shar|\bvem\ssom\shar|\bwho\s(?:has|have)?\s?(?:written|wrote|complained)",
    re.IGNORECASE,
)
_FOUND_OUT: Final = re.compile(
    r"\bregne\w*\sud|\bgenkend\w*|\bidentifi\w*|\bgætte\w*|\bafslør\w*|\bräkna\w*\sut|\bkänn\w*\sigen|\bigenkän\w*|\blista\sut"
    r"|\bavslöja\w*|\bwork\w*\sout|\brecogni[sz]\w*|\bfigure\w*\sout|\bguess\w*|\bgive\w*\s(?:\w+\s){1,2}away",
    re.IGNORECASE,
)

_STEMS: Final = (
    "spurg", "spørg", "undre", "undra", "fråg", "ask", "wonder", "vil", "want", "gæt", "mistænk", "gissa", "misstänk",
    "guess", "suspect", "tro", "think", "thought", "believe", "sure", "regne", "genkend", "identifi", "afslør", "räkna",
    "känn", "igenkän", "lista", "avslöja", "work", "recogni", "figure", "give",
)  # fmt: skip
"""How the verbs of these patterns begin."""


def guesses(prose: Prose, mentions: Mentions) -> Iterator[Span]:
    """A span for each guess at who spoke in confidence; none where it is known who complained."""
    if not (mentions.cast.in_confidence or mentions.cast.complained_of_by_nobody_known):
        return
    may = bytes(map(_MAY_GUESS.__getitem__, prose.small))
    for row in prose.sentences:
        if not any(may[row.start : row.stop]):
            continue
        start, end = prose.whole(row)
        sentence = prose.text[start:end]
        said, guess = _SAID.search(sentence), _ASKED.search(sentence) or _GUESSED.search(sentence)
        if said is None and guess is not None and not _WHO.search(sentence, guess.end()):
            guess = None
        if (guess := said or guess) is not None:
            until = _where_staff_go_on(prose, mentions, row, start + guess.end())
            yield _span(start + guess.end(), until or end, "a guess at who spoke in confidence")
        elif _AUTHOR.search(sentence) and _FOUND_OUT.search(sentence):
            yield _span(start, end, "what would give away who spoke in confidence")


def _may_guess(word: str) -> bool:
    """Whether a sentence with a case-folded word is worth a closer look."""
    return word.startswith(_STEMS)


_MAY_GUESS: Final = Recall(_may_guess)


def _where_staff_go_on(prose: Prose, mentions: Mentions, row: range, after: int) -> int | None:
    """Where in a sentence whoever wrote it speaks of themselves again: "… , I did not answer"."""
    clauses = dict.fromkeys(prose.clause_of[at] for at in row)
    for clause in clauses:
        begins = prose.words[prose.clauses[clause].start].start
        here = mentions.within(clause)
        if begins > after and here and here[0].person == 1:
            return len(prose.text[:begins].rstrip(" \t\n,;:–—-"))
    return None


def _span(start: int, end: int, reason: str) -> Span:
    return likely_hidden(start, end, Kind.CIRCUMSTANCE, Ground.DECISIVE_INTEREST, reason)
