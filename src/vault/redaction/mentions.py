"""Of whom a text speaks, place by place: names, role words, pronouns and what they refer to.

A reader follows these without noticing. Here they are guessed: by grammatical person and sex, by what stands nearest,
and by who wrote to whom. A guess decides what is proposed to a reviewer and never unmasks what was found by name.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from vault.naming import ORDINARY_NAMES, Recall
from vault.redaction.addressing import names_its_author, surely_named
from vault.redaction.antecedents import antecedent, in_letter, whom_they_mean
from vault.redaction.grammar import (
    follows_preposition,
    has_noun,
    is_called,
    is_genitive,
    is_of_one,
    is_possessed,
    is_preposition,
    is_title,
)
from vault.redaction.linking import carries_on, controlled, is_done_to_author, is_object, relative
from vault.redaction.model import Decision, Kind, Part, Span
from vault.redaction.noticing import noticed, speaks
from vault.redaction.own_kin import is_said_by_own_kin, may_be_own_kin
from vault.redaction.people import sex_of
from vault.redaction.prose import Prose
from vault.redaction.sides import is_on_side
from vault.redaction.speaking import (
    BEFORE_NAMES,
    KIN_ALONE,
    NOMINATIVES,
    PRONOUNS,
    REFLEXIVE,
    ROLES,
    SEEN_FROM,
    SPEAKING,
    pronoun_of,
)
from vault.redaction.spelling import is_a_name
from vault.redaction.strangers import TITLED_ELSEWHERE
from vault.redaction.tense import begins_note, is_verb, tells_of_its_author
from vault.redaction.voices import Voices
from vault.redaction.whose import BY_STANDING, Cast, Mention, Telling, Whose, first_free

# A name costs a tenth of what the member of an enum does, and these are asked for all the time.
_OWN: Final = Whose.OWN
_OTHER: Final = Whose.OTHER
_STAFF: Final = Whose.STAFF
_UNCLEAR: Final = Whose.UNCLEAR
_WITHHELD: Final = Whose.WITHHELD
_REACH: Final = 3  # sentences back
_APPOSITION: Final = 3
"""Within how many characters a name follows the word that says what somebody is."""
_BREAKS: Final = ("", ",", ".", "\n", ")", ":", ";")
_BESIDE: Final = 2
"""How many characters may stand between a role or kinship word and the name that says who it is."""


class Mentions:
    """Every mention of a text, in order, and whose a place is."""

    def __init__(self, prose: Prose, spans: Sequence[Span], cast: Cast, telling: Telling) -> None:
        self.prose = self._prose = prose
        self.cast = self._cast = cast
        self._author = BY_STANDING[telling.author]
        self._against_us = self._author in (_OTHER, _WITHHELD) and cast.own_part is Part.RESPONDENT
        self._in_first_person = self._author in (_OTHER, _WITHHELD)
        self._voices = Voices(prose, spans, cast, self._author)
        self._people = {span.start: span for span in spans if span.kind in (Kind.PERSON, Kind.NICKNAME)}
        self._named_elsewhere = frozenset(filter(None, (surely_named(prose, span) for span in spans)))
        self.all: list[Mention] = []
        self._by_clause: defaultdict[int, list[Mention]] = defaultdict(list)
        self._by_sentence: defaultdict[int, list[Mention]] = defaultdict(list)
        self._by_start: dict[int, Mention] = {}
        self._subjects: dict[int, Mention | None] = {}
        self.carries_on = Recall[int, bool](lambda clause: carries_on(prose, clause)).__getitem__
        """Whether a clause goes on with the subject before it."""
        self._read()

    def of(self, start: int, clause: int) -> Mention | None:
        """Who a place in a clause is about: the nearest before it there or in the sentence, then after, then before."""
        here = self._by_clause[clause]
        if not here:
            by_clause = self._by_clause
            beside = controlled(self._prose, by_clause, clause) or relative(self._prose, by_clause, clause)
            if beside is not None:
                return beside
        sentence = self._sentence(clause)
        before = [one for one in here if one.start < start]  # "his depression": the possessive wins over the subject
        # "his depression": the possessive right before wins over the subject, which mostly stands first.
        if before:
            free = [one for one in before if not one.possessive and not one.oblique]
            return before[-1] if before[-1].possessive and self.is_close(before[-1], start) else (free or before)[-1]
        subject = first_free(here)
        if subject is not None:
            return subject
        said = self._by_sentence[sentence]
        earlier = [one for one in said if one.start < start and not one.possessive]
        if earlier:
            return ([one for one in earlier if not one.oblique] or earlier)[-1]
        if here:
            return here[0]
        return next((one for one in said if one.start >= start), None) or self._topic(sentence)

    def at(self, start: int) -> Mention | None:
        return self._by_start.get(start)

    def is_named(self, mention: Mention) -> bool:
        """Whether somebody is spoken of by what was found as a name."""
        return mention.start in self._people

    def within(self, clause: int) -> Sequence[Mention]:
        """Everybody whom a clause speaks of, in order."""
        return self._by_clause[clause]

    def subject_of(self, clause: int) -> Whose | None:
        """Who is the subject of a clause; None where it has none of its own."""
        if self.carries_on(clause):
            return None
        free = first_free(self._by_clause[clause])
        return None if free is None else free.whose

    def subject(self, clause: int) -> Mention | None:
        """Of whom a clause speaks first: its own subject, or that of the one before where it speaks of nobody anew."""
        if clause not in self._subjects:
            self._subjects[clause] = self._subject(clause)
        return self._subjects[clause]

    def _subject(self, clause: int) -> Mention | None:
        here = self._by_clause[clause]
        free = first_free(here)
        carries = self.carries_on(clause)
        if free is not None and not carries:
            return free
        if (apposed := relative(self._prose, self._by_clause, clause)) is not None:
            return apposed
        opens = self._prose.words[min(self._prose.clauses[clause].start + 1, len(self._prose.words) - 1)]
        if here and not carries and here[0].possessive and here[0].start <= opens.start:
            return here[0]
        if clause == 0:
            return None
        row, before = self._prose.clauses[clause], self._prose.clauses[clause - 1]
        if self._prose.sentence_of[row.start] != self._prose.sentence_of[before.start]:
            return None
        return self.subject(clause - 1)

    def speaks_of_requester(self, clause: int) -> bool:
        """Whether a clause has the requester in it, not only as whose kin somebody is."""
        here = self._by_clause[clause]
        return any(
            one.whose is _OWN
            and not (one.possessive and after is not None and after.noun and self.is_close(one, after.start))
            for one, after in zip_longest(here, here[1:])
        )

    @property
    def speak_of_requester_alone(self) -> bool:
        """Whether the requester is spoken of, and nobody else as far as it reads."""
        spoken = {one.whose for one in self.all}
        return _OWN in spoken and not spoken & {_OTHER, _WITHHELD}

    def is_close(self, mention: Mention, start: int) -> bool:
        """Whether at most two words stand between."""
        return len(self._prose.text[mention.end : start].split()) <= _BESIDE

    def _topic(self, sentence: int) -> Mention | None:
        for back in range(1, _REACH):
            if found := [one for one in self._by_sentence[sentence - back] if not one.possessive]:
                # Whoever writes of themselves leaves out "I" sooner than anybody else.
                return next((one for one in found if self._in_first_person and one.person == 1), found[0])
        return None

    def _sentence(self, clause: int) -> int:
        return self._prose.sentence_of[self._prose.clauses[clause].start]

    def _read(self) -> None:
        """Names and words in the order of the text, so that a pronoun finds those before it."""
        people, prose, covered = self._people, self._prose, -1
        noted, told = self._author is _STAFF, self._in_first_person
        for at in noticed(prose, self._voices, people, openings=noted or told):
            word = prose.words[at]
            if told and word.opens_sentence and tells_of_its_author(prose, at):
                self._add(at, word.start, word.start, (self._author, None, "x", 1, False, False, False))
            if noted and word.opens_sentence and begins_note(prose, at):
                self._noted(at)
            span = people.get(word.start)
            if span is not None:
                if span.ref is not None or span.decision is not Decision.ASK or is_a_name(word.text):
                    self._name(span, at)
                covered = span.end
            elif (
                word.start >= covered
                and speaks(prose, self._voices, at)
                and not is_preposition(prose, at)
                and not is_title(prose, at)
            ):
                self._word(at)

    def _noted(self, at: int) -> None:
        """A sentence of notes without a subject speaks of whom the one before did: "Says that …"."""
        sentence = self._prose.sentence_of[at]
        if at != self._prose.sentences[sentence].start:
            return
        start = self._prose.words[at].start
        if self._voices.addressed(start) is _OWN:
            self._add(at, start, start, (_OWN, None, "x", 2, False, False, False))  # "Send me the certificate"
        elif (topic := self._topic(sentence)) is not None:
            self._add(at, start, start, (topic.whose, topic.ref, topic.sex, 3, False, False, False))

    def _name(self, span: Span, at: int) -> None:
        first = self._prose.words[at]
        ordinary = first.opens_sentence and first.end == span.end and first.small in ORDINARY_NAMES
        if ordinary and span.ref not in self._named_elsewhere and not is_verb(self._prose, at + 1):
            return  # "Frost om natten gør trappen glat"
        whose = BY_STANDING[self._cast.standings[span.ref]] if span.ref else _OTHER
        if span.ref is None and (span.decision is Decision.KEEP or span.reason == TITLED_ELSEWHERE):
            whose = _STAFF
        word = self._prose.text[span.start : span.end]
        sex = self._cast.sexes.get(span.ref, "x") if span.ref else sex_of([word])
        genitive = word.endswith(("s", "'", "’")) and self._prose.text[span.end : span.end + 1] not in _BREAKS
        bare = genitive and is_genitive(word, self._cast.ending_in_s)
        # In "with a friend Valdemar" the name is no more the subject than the friend.
        apposed = self.all[-1] if self.all and self._is_beside(self.all[-1].end, span.start) else None
        oblique = follows_preposition(self._prose, at) or (apposed is not None and apposed.noun and apposed.oblique)
        if sex == "x" and apposed is not None and apposed.noun:
            sex = apposed.sex  # "the boy Kehinde"
        says = span.start in self._voices.labels or names_its_author(self._prose, at)
        person = 1 if says else 3
        self._add(at, span.start, span.end, (whose, span.ref, sex, person, bare, True, oblique))

    def _is_beside(self, end: int, start: int) -> bool:
        """Whether nothing but a blank or a comma stands between two places."""
        return 0 < start - end <= _BESIDE and self._prose.text[end:start].strip() in ("", ",")

    def _word(self, at: int) -> None:
        until, categories = at + 1, self._prose.categories[at]
        if phrases := self._prose.phrases.get(at):
            until = max(until for until, _ in phrases)
            categories = frozenset(category for _, category in phrases).union(*self._prose.categories[at:until])
        listed = self._voices.part(self._prose.small[at]) if self._voices.parts else None
        if listed is None and (
            categories.isdisjoint(SPEAKING) or (categories.isdisjoint(PRONOUNS) and is_called(self._prose, at))
        ):
            return
        oblique = "obliques" in categories or (
            self._prose.small[at] not in NOMINATIVES
            and (
                follows_preposition(self._prose, at)
                or is_object(self._prose, self._by_clause[self._prose.clause_of[at]], at)
            )
        )
        start, end = self._prose.words[at].start, self._prose.words[until - 1].end
        if listed is not None:
            self._add(at, start, end, (*listed, 3, False, True, oblique))
            return
        if (category := pronoun_of(categories)) is not None:
            person, sex, possessive = PRONOUNS[category]
            if category == "her" and not has_noun(self._prose, at):
                possessive, oblique = False, True  # "her" is an object here
            whose, ref, who = self._pronoun(at, person, sex)
            self._add(at, start, end, (whose, ref, who, person, possessive, False, oblique))
            return
        for category, part in (("complainant", Part.COMPLAINANT), ("respondent", Part.RESPONDENT)):
            whose = self._cast.parts.get(part, _UNCLEAR)
            if category == "complainant" and whose is _UNCLEAR and self.cast.in_confidence:
                whose = _WITHHELD
            if category in categories and whose is not _UNCLEAR:
                self._add(at, start, end, (whose, None, "x", 3, False, True, oblique))
                return
        self._noun(at, until, categories, oblique=oblique)

    def _noun(self, at: int, until: int, categories: frozenset[str], *, oblique: bool) -> None:
        start, end = self._prose.words[at].start, self._prose.words[until - 1].end
        sex = "f" if "female" in categories else "m" if "male" in categories else "x"
        if not categories.isdisjoint(ROLES):
            self._add(at, start, end, (self._cast.by_role(categories), None, "x", 3, False, True, oblique))
        elif "neighbours" in categories:
            self._add(at, start, end, (self.neighbour(at), None, sex, 3, False, True, oblique))
        elif "somebody" in categories and self.cast.in_confidence and self._author is _STAFF:
            self._add(at, start, end, (_WITHHELD, None, sex, 3, False, True, oblique))
        elif (
            "person_nouns" in categories and self._voices.addressed(start) is _OWN and not is_possessed(self._prose, at)
        ):
            self._add(at, start, end, (_OTHER, None, sex, 3, False, True, oblique))  # of whom one writes is not "you"
        elif self._is_accused(at, categories, sex):
            self._add(at, start, end, (_OWN, None, sex, 3, False, True, oblique))
        elif "person_nouns" in categories and self._author is _WITHHELD and not is_possessed(self._prose, at):
            self._add(at, start, end, (_WITHHELD, None, sex, 3, False, True, oblique))
        elif not categories.isdisjoint(KIN_ALONE) or ("kin" in categories and is_of_one(self._prose, at)):
            whose, ref = self._whose_kin(at, end, categories, sex)
            self._add(at, start, end, (whose, ref, sex, 3, False, True, oblique))
        elif "young" in categories and self._prose.acts(until):
            self._add(at, start, end, (_OTHER, None, sex, 3, False, True, oblique))
        elif "staff_titles" in categories:
            self._add(at, start, end, (_STAFF, None, "x", 3, False, True, oblique))

    def _is_accused(self, at: int, categories: frozenset[str], sex: str) -> bool:
        """Whether "the man" is whom a neighbour complains of: the requester, if the sex is theirs."""
        fits = "person_nouns" in categories and self._cast.fits_requester(sex)
        seen = self._in_first_person and is_on_side(self._prose, at + 1, self._cast.own_sides)
        return fits and (seen or self.neighbour() is _OWN) and not is_possessed(self._prose, at)

    def is_household(self, mention: Mention) -> bool:
        """Whether somebody belongs to the requester's home: known there, or "the boy" in a complaint of a neighbour."""
        if mention.ref is not None:
            return mention.ref in self._cast.own_kin
        if not self._against_us:
            return False
        at = self._prose.index_of_start(mention.start)
        last = self._prose.index_before(mention.end) if mention.noun else None
        if is_possessed(self._prose, at):
            return "children" in self._prose.categories[at] and self._is_of_requester(mention)
        return self.may_be_household(at if last is None else last)

    def may_be_household(self, at: int) -> bool:
        """Whether a kinship word that is nobody else's is what somebody in the requester's home is to them."""
        if not self._against_us or is_possessed(self._prose, at):
            return False
        sorts = {SEEN_FROM[one] for kin in self._cast.own_kin.values() for one in kin}
        return not sorts.isdisjoint(self._prose.categories[at])

    def _is_of_requester(self, mention: Mention) -> bool:
        """Whether what stands right before somebody says that they are the requester's: "his kids"."""
        before = [one for one in self._by_clause[mention.clause] if one.start < mention.start]
        return bool(before) and before[-1].possessive and before[-1].whose is _OWN

    def _whose_kin(self, at: int, end: int, categories: frozenset[str], sex: str) -> tuple[Whose, str | None]:
        """Who is meant by a kinship word: whom the name behind it says, or the requester among their own kin."""
        behind = (self._people.get(at) for at in range(end, end + _APPOSITION))
        named = next((span for span in behind if span is not None and span.ref is not None), None)
        if named is not None and self._prose.text[end : named.start].strip() in ("", ",") and named.ref is not None:
            return BY_STANDING[self._cast.standings[named.ref]], named.ref
        before = self.all[-1] if self.all else None
        own = may_be_own_kin(self._prose, self._cast, before, at, sex, categories)
        own = own or is_said_by_own_kin(self._prose, self._cast, before, at, categories)
        return (_OWN if own else _OTHER), None

    def neighbour(self, at: int | None = None) -> Whose:
        """Who is meant by "the neighbour": to another resident who complains of the requester, the requester.

        Whoever was named before would not be called "the neighbour" any more, unless the writer's own.
        """
        if at is not None and "first_possessive" not in (self._prose.categories[at - 1] if at else ()):
            start = self._prose.words[at].start
            if any(one.whose is _OWN and one.ref is not None and one.start < start for one in self.all):
                return _OTHER
        return _OWN if self._against_us else _OTHER

    def _pronoun(self, at: int, person: int, sex: str) -> tuple[Whose, str | None, str]:
        named = self._people.get(self._prose.words[at + 1].start) if at + 1 < len(self._prose.words) else None
        if named is not None and named.ref and self._prose.small[at] in BEFORE_NAMES:
            return BY_STANDING[self._cast.standings[named.ref]], named.ref, sex  # "hende Kasia", "hon Tindra"
        if person < 3:  # noqa: PLR2004 -- the grammatical person
            says = self._voices.author if person == 1 else self._voices.addressed
            return says(self._prose.words[at].start), None, "x"
        clause = self._prose.clause_of[at]
        found = self._owner_of_own(clause) if self._prose.small[at] in REFLEXIVE else None
        sentence = self._prose.sentence_of[at]
        letter = found is None and sex != "x" and self._in_first_person
        if letter and (told := in_letter(self.all, sentence, sex, self._cast)):
            return told
        found = found or antecedent(self.all, sentence, sex)
        if found is not None:
            if self._against_us and self._cast.fits_requester(sex) and is_done_to_author(self._prose, at, found):
                return _OWN, None, sex
            if found.sex == "x" != sex and self._prose.small[at] in NOMINATIVES:
                self._learn(found, sex)
            return found.whose, found.ref, sex if sex != "x" else found.sex
        return whom_they_mean(self._cast, sex), None, sex

    def _learn(self, mention: Mention, sex: str) -> None:
        """Takes somebody for a man or a woman whom a pronoun spoke of so: "my cousin … he says"."""
        known = mention._replace(sex=sex)
        for row in (self.all, self._by_clause[mention.clause], self._by_sentence[mention.sentence]):
            row[:] = [known if one is mention else one for one in row]
        if self._by_start.get(mention.start) is mention:
            self._by_start[mention.start] = known

    def _owner_of_own(self, clause: int) -> Mention | None:
        """Whose "sin" is: of "he" or "she" before it, else of the subject."""
        before = (one for one in reversed(self._by_clause[clause]) if not (one.noun or one.possessive or one.oblique))
        found = next((one for one in before if one.person == 3), None) or self._subject(clause)  # noqa: PLR2004
        return found if found is not None and found.person == 3 else None  # noqa: PLR2004 -- the grammatical person

    def _add(self, at: int, start: int, end: int, who: tuple[Whose, str | None, str, int, bool, bool, bool]) -> None:
        mention = Mention(start, end, *who, self._prose.sentence_of[at], self._prose.clause_of[at])
        self.all.append(mention)
        self._by_clause[mention.clause].append(mention)
        self._by_sentence[mention.sentence].append(mention)
        self._by_start[start] = mention
