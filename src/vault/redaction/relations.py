"""Words that point to one person by another: "his wife", "the son in 2. tv", "grannens pojke"."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from vault.naming import is_said_with_capital
from vault.redaction.grammar import is_called, is_noted
from vault.redaction.mentions import Mentions
from vault.redaction.model import Confidence, Decision, Ground, Kind, Span
from vault.redaction.prose import Prose
from vault.redaction.whose import Mention, Whose

# A name costs a tenth of what the member of an enum does, and these are asked for all the time.
_OWN: Final = Whose.OWN
_APPOSITION: Final = 3
"""How many characters may stand between a relation and the name of whom it is."""
_AGED: Final = re.compile(
    r",?\s(?:på|om|of|aged|age)\s(?:\d{1,2}|[^\W\d_]{2,10})(?:\s(?:år|years?|måneder|månader|months?))?\b|\s\(\d{1,2}\)"
)
_IN_TOWN: Final = re.compile(r"\s(?:i|på|in|from|fra|från)\s[A-ZÆØÅÄÖ][\w-]+")
_FROM: Final = re.compile(r"\s(?:fra|från|from)\s(?:(?:the|my|his|her|min|mit|hans|hendes|hennes)\s)?[^\W\d_]+")
_HERE: Final = re.compile(
    r"\s(?:i|in|på|of)\s(?:(?:the|our|vores|vår|samme|samma)\s)?"
    r"(?:huset|hus|ejendommen|opgangen|opgang|blokken|gården|fastigheten|trappan|uppgången|trapphuset|kvarteret|house"
    r"|building|block|stairwell|staircase|estate)\b"
)
_PLACED: Final = re.compile(r"\s(?:i|på|fra|från|in|at|of|from|ved|vid)\s(?:the\s)?|,\s?|\s")
_NEAR: Final = 3
"""Within how many words a place may follow a relation: "the neighbour in the next staircase"."""
_BETWEEN: Final = 2
"""How many words may stand between a possessive and its noun: "his elderly, deaf mother"."""
_ARTICLES: Final = frozenset(("den", "det", "de", "the"))
_CATEGORIES: Final = frozenset(("kin", "kin_alone", "neighbours", "young"))
_NO_NOUNS: Final = frozenset("prepositions places conjunctions articles adverbs".split())
_HOMES: Final = (Kind.UNIT, Kind.ADDRESS)
_POSSESSIVES: Final = frozenset(("first_possessive", "second_possessive", "his", "her", "their"))


def relations(prose: Prose, mentions: Mentions, spans: Sequence[Span]) -> Iterator[Span]:
    """A span for each relation that points to somebody else than the requester."""
    homes = [span for span in spans if span.kind in _HOMES]
    for at, until, category in prose.marked_as(_CATEGORIES):
        if (category == "young" and not prose.acts(until)) or is_called(prose, at):
            continue
        start, end = prose.words[at].start, prose.words[until - 1].end
        possessor = _possessor(prose, at)
        owner = mentions.at(prose.words[possessor].start) if possessor is not None else None
        definite = _definite(prose, at) if category == "kin" and possessor is None else None
        if category == "kin" and possessor is None and definite is None and not _is_of_somebody(prose, at):
            continue
        if _is_own(prose, mentions, owner, at, end, category):
            continue
        end = _with_possessive(prose, until, end)
        placed = _with_place(prose, end, homes)
        if possessor is None and ((placed == end and _is_any(prose, at)) or _is_own_child(prose, mentions, at)):
            continue
        child = "children" in prose.categories[at] and owner is not None and owner.whose is _OWN
        child = child and not mentions.cast.old
        if possessor is not None and owner is not None:
            start = prose.words[possessor].start if owner.person != 3 or owner.possessive else start  # noqa: PLR2004
        if definite is not None:
            start = prose.words[definite].start
        elif possessor is None and not is_noted(prose, at) and _is_of_somebody(prose, at) and _belongs(prose, at - 1):
            start = prose.words[at - 1].start
        yield _span(start, placed, owner, child=child)


def _span(start: int, end: int, owner: Mention | None, *, child: bool) -> Span:
    """The requester's own child stays; their other kin are asked about; everybody else's go."""
    own = owner is not None and owner.whose is _OWN
    decision = Decision.KEEP if child else Decision.ASK if own else Decision.HIDE
    withheld = owner is not None and owner.whose is Whose.WITHHELD
    ground = Ground.DECISIVE_INTEREST if withheld else Ground.RIGHTS_OF_OTHERS
    return Span(
        start=start,
        end=end,
        kind=Kind.RELATION,
        decision=decision,
        ground=None if child else Ground.UNDECIDED if own else ground,
        ref=None,
        reason="kin of the requester" if own else "points to somebody by kinship, household or care",
        confidence=Confidence.LIKELY,
    )


def _with_possessive(prose: Prose, until: int, end: int) -> int:
    """The end of a relation with whose it is behind it: "frun hans kan inte", and not "gav frun hans bil"."""
    if until >= len(prose.words) or prose.text[end : prose.words[until].start] != " ":
        return end
    after = prose.categories[until + 1] if until + 1 < len(prose.words) else frozenset[str]()
    same = until + 1 < len(prose.words) and prose.clause_of[until + 1] == prose.clause_of[until]
    ends = not same or prose.is_finite(until + 1) or prose.words[until + 1].capital or bool(after & _NO_NOUNS)
    return prose.words[until].end if ends and prose.categories[until] & _POSSESSIVES else end


def _with_place(prose: Prose, end: int, homes: Sequence[Span]) -> int:
    """The end of a relation with the dwelling behind it: "the son in 2. tv"."""
    for span in homes:
        if span.start >= end:
            if _PLACED.fullmatch(prose.text, end, span.start):
                return span.end
            break
    return _with_town(prose, _with_age(prose, _with_position(prose, end)))


def _with_town(prose: Prose, end: int) -> int:
    """The end of a relation with where it is from behind it: "his brother in Leeds", "en ven fra koret"."""
    town = _IN_TOWN.match(prose.text, end)
    if town is not None and is_said_with_capital(town.group().split()[-1]):
        town = None  # "a baby in March"
    found = town or _FROM.match(prose.text, end) or _HERE.match(prose.text, end)
    return found.end() if found else end


def _with_position(prose: Prose, end: int) -> int:
    """The end of a relation with where it is seen from: "the family upstairs", "grannen i nästa port"."""
    first = prose.index_of_start(end)
    for at in range(first, min(first + _NEAR, len(prose.words))):
        if prose.clause_of[at] != prose.clause_of[first - 1]:
            break
        until = [until for until, category in prose.phrases.get(at, ()) if category == "positions"]
        if until or "positions" in prose.categories[at]:
            return prose.words[max(until, default=at + 1) - 1].end
    return end


def _with_age(prose: Prose, end: int) -> int:
    found = _AGED.match(prose.text, end)
    return found.end() if found else end


def _possessor(prose: Prose, at: int) -> int | None:
    """The word by whose relation somebody is named: a possessive up to two words before."""
    for back in range(1, _BETWEEN + 2):
        if at - back < 0 or prose.clause_of[at - back] != prose.clause_of[at]:
            return None
        if prose.categories[at - back] & _POSSESSIVES:
            return at - back
    return None


def _definite(prose: Prose, at: int) -> int | None:
    """The article before an adjective and a kinship word: "den yngste dreng", "the eldest son"."""
    for back in range(1, _BETWEEN + 1):
        if at - back < 0 or prose.clause_of[at - back] != prose.clause_of[at]:
            return None
        if prose.words[at - back].small in _ARTICLES:
            return at - back
    return None


def _is_any(prose: Prose, at: int) -> bool:
    """Whether a word for neighbours means nobody in particular: "naboerne har klaget"."""
    return "any_neighbour" in prose.categories[at] and _definite(prose, at) is None


def _is_of_somebody(prose: Prose, at: int) -> bool:
    """Whether a kinship word means one person: it is somebody's, or one of theirs whom nobody names ("en veninde")."""
    one_of_theirs = (
        bool(at) and "indefinite" in prose.categories[at - 1] and "any_neighbour" not in prose.categories[at]
    )
    return is_noted(prose, at) or _is_genitive(prose, at) or one_of_theirs or "said_as_name" in prose.categories[at]


def _is_genitive(prose: Prose, at: int) -> bool:
    """Whether the word before is somebody's: "Mettes mand", "grannens son"."""
    if at == 0 or prose.clause_of[at - 1] != prose.clause_of[at]:
        return False
    before = prose.words[at - 1]
    ends = before.small.endswith(("s", "s'", "x'", "'"))
    return ends and (before.capital or bool(prose.categories[at - 1] & {"kin", "kin_alone", "neighbours", "tenant"}))


def _is_own_child(prose: Prose, mentions: Mentions, at: int) -> bool:
    """Whether "a baby" is the requester's, of whom alone the clause speaks: "she lost a baby", "he has a son"."""
    indefinite = at > 0 and "indefinite" in prose.categories[at - 1] and "children" in prose.categories[at]
    clause = prose.clause_of[at]
    here = [one for one in mentions.within(clause) if one.start < prose.words[at].start]
    return indefinite and bool(here) and all(one.whose is _OWN for one in here)


def _is_own(prose: Prose, mentions: Mentions, owner: Mention | None, at: int, end: int, category: str) -> bool:
    """Whether the words point to the requester: as it reads, by the name that follows, or as the neighbour."""
    here = mentions.at(prose.words[at].start)
    if category != "neighbours" and here is not None and here.whose is _OWN:
        return True
    behind = (mentions.at(start) for start in range(end, end + _APPOSITION + 1))
    named = next((one for one in behind if one is not None), None)
    if named is not None and named.person == 3 and prose.text[end : named.start].strip() in ("", ","):  # noqa: PLR2004
        return named.whose in (_OWN, Whose.STAFF)
    if category != "neighbours":
        return False
    return mentions.neighbour(at) is _OWN and (owner is None or owner.whose is not _OWN)


def _belongs(prose: Prose, at: int) -> bool:
    """Whether the word before a relation goes with it: of its clause, and no name, which is masked by itself."""
    if at < 0 or prose.clause_of[at] != prose.clause_of[at + 1]:
        return False
    return not prose.words[at].capital or "indefinite" in prose.categories[at]
