"""Numbers and addresses that identify: national ids, phones, e-mails, accounts, plates, birthdays."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

from vault import normal
from vault.redaction.model import Confidence, Decision, Kind, Known, Span, Standing
from vault.redaction.numbered import Numbered, Place
from vault.redaction.people import People, tail
from vault.redaction.phones import phones
from vault.redaction.spoken import said_digits, spoken

_NATIONAL_ID: Final = re.compile(r"(?<![\d-])(?:19|20)?(\d{2})(\d{2})(\d{2})\s?[-–+ ]?\s?\d{4}(?![\d])")
_AT: Final = r"(?:\s?@\s?|\s?[(\[{<]\s?(?:at|snabel-?a|a)\s?[)\]}>]\s?|\ssnabel-?a\s)"
_DOT: Final = r"(?:\s?\.\s?|\s(?:dot|punkt|punktum|prik)\s)"
_SAID_DOT: Final = r"(?:\s(?:dot|punkt|punktum|prik)\s|\.)"
_EMAIL: Final = re.compile(
    rf"[\w.+-]+(?:{_AT}[\w-]+(?:{_DOT}[\w-]{{2,}})+|\sat\s[\w-]+(?:{_SAID_DOT}[^\W\d][\w-]+)+)", re.IGNORECASE
)
_EMAIL_HINTS: Final = ("snabel", "(at", "( at", "[at", "{at", "<at", "(a)", "[a]", "{a}", "<a>")
_SAID_EMAIL: Final = re.compile(rf"\sat\s[\w-]+{_SAID_DOT}[^\W\d]", re.IGNORECASE)
_JOINING_DOT: Final = re.compile(r"\.[^\W\d]")
_SAID_DOTS: Final = ("dot", "punkt", "prik")
_SAID_BEFORE: Final = re.compile(
    r"(?:\b[\w.+-]+\s(?:dot|punkt|punktum|prik|underscore|understreg|understreck|bindestreg|bindestreck|streck|dash)\s)+\Z",
    re.IGNORECASE,
)
_LONGEST_SAID: Final = 60
_AT_SIGN: Final = re.compile(rf"{_AT}|\sat\s", re.IGNORECASE)
_PLAIN_AT_SIGN: Final = re.compile("@")
_SHORTEST_LOCAL: Final = 5
_TWO_PARTS: Final = re.compile(r"\w+(?:[._-]\w+|\d\w*)+")
_NO_LOCAL_PART: Final = re.compile(r"[^\w.+-]")
_ACCOUNT: Final = re.compile(
    r"(?<!\w)(?:(?-i:[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,3})?\b)"
    r"|reg\.?(?:\s?nr\.?)?\s?\d{4}[\s,/-]*(?:(?:konto|kto)\.?(?:\s?nr)?\.?\s?)?\d[\d\s]{4,11}\d"
    r"|clearing(?:nr|nummer)?[.:]?\s\d{4}(?:-\d)?,?\s(?:konto|kto|account)[\w.:]*\s\d[\d\s,-]{4,14}\d"
    r"|(?:konto|kto|clearing|account|acct|sort\scode|a/c)[\w./-]*(?:[^\W\d_]|[\s:.,-]){0,30}?"
    r"\d{4,5}(?:-\d)?[\s,/-]{1,2}\d[\d\s,-]{4,14}\d"
    r"|(?:konto|kto|account|acct)[\w.]*\s?(?:nr\.?|nummer|number|no\.?)?[\s:]{1,2}\d{7,14}"
    r"|(?:bankgiro|bg|plusgiro|pg|postgiro|girokort|fi-kort)\w*\.?(?:\s?nr\.?)?[\s:]{1,2}(?:\+\d{2}<)?\d[\d\s-]{3,12}\d)",
    re.IGNORECASE,
)
# Danish accounts by their register number, Swedish ones by their clearing number, which may have a check digit.
_LONG_ACCOUNT: Final = re.compile(
    r"(?<![\d+-])\d{4}(?:[ -]\d{10}|-\d{6}[ -]\d{4}"
    r"|(?:-\d)?(?:,\s?|\s?-\s?|(?<=-\d)\s)\d{1,3}(?:[ ]\d{3}){2,3}(?:-\d)?)(?!\d)"
)
_PLATE: Final = re.compile(r"\b(?:[A-Z]{2}[\s-]?\d{2}[\s.-]?\d{3}|[A-ZÅÄÖ]{3}\s?\d{2}\s?[0-9A-Z])\b")
# Written small, a plate is known by the word before it.
_SMALL_PLATE: Final = re.compile(
    r"(?:plade|plate|reg\.?\s?nr\.?|nr\.|bil|reg|skylt)\s(?P<plate>[a-zåäö]{2,3}\s?\d{2}\s?[\da-z]{1,3})\b",
    re.IGNORECASE,
)
_BARE_SMALL_PLATE: Final = re.compile(r"\b[a-z]{2}\d{2}\s?\d{3}\b")
_PLATE_HINTS: Final = ("plade", "plate", "nr", "bil", "reg", "skylt")
_HANDLE: Final = re.compile(
    r"(?:https?://|www\.)\S+[\w/]"
    r"|\b(?:facebook|instagram|tiktok|snapchat|linkedin|twitter|youtube)\.com/[\w./@?=-]+[\w/]|(?<![\w.])@\w[\w.]{2,}"
    r"|\b(?:mitid|bankid|nemid|brugernavn|bruger-?id|användarnamn|username|snapchat|snap|insta(?:gram)?|discord|whatsapp)"
    r"[\w-]*\s*:?\s+(?:bruger\s+|user\s+|konto\s+)?(?=[\w.@-]*[\d_])[\w.@-]{4,}",
    re.IGNORECASE,
)
_HANDLE_HINTS: Final = ("http", "www.", ".com/")
_USER_HINTS: Final = (
    "mitid", "bankid", "nemid", "bruger", "användarnamn", "username", "snap", "insta", "discord", "whatsapp",
)  # fmt: skip
_HANDLE_OPENINGS: Final = (
    "http", "www.", "facebook.", "instagram.", "tiktok.", "snapchat.", "linkedin.", "twitter.", "youtube.", "@",
    *_USER_HINTS,
)  # fmt: skip
_ACCOUNT_OPENINGS: Final = (
    "reg", "clearing", "konto", "kto", "account", "acct", "sort", "a/c", "bankgiro", "bg", "plusgiro", "pg", "postgiro",
    "girokort", "fi-kort",
)  # fmt: skip
_ACCOUNT_HINTS: Final = (
    "reg.", "reg ", "regnr", "reg:", "konto", "kto", "clearing", "account", "acct", "sort code", "a/c", "giro", "bg",
    "pg", "fi-kort",
)  # fmt: skip
_IBAN: Final = re.compile(r"[A-Z]{2}\d{2}")
_BORN_HINTS: Final = ("født", "fødsel", "född", "föd", "born", "birth", "dob", "d.o.b", "årgang")
_BORN_OPENINGS: Final = ("født", "fødsel", "född", "födelse", "born", "date", "dob", "d.o.b", "f.", "årgang")
_BORN_SHORT: Final = re.compile(r"\b[Ff]\.\s?[\d-]")
_BORN_LETTER: Final = re.compile(r"F(?<=\bF)-?\d")
_MONTHS: Final = (
    "jan feb mar apr maj jun jul aug sep okt nov dec", "jan feb mar apr may jun jul aug sep oct nov dec",
    "januar februar marts april maj juni juli august september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "january february march april may june july august september october november december",
)  # fmt: skip
_MONTH_NUMBER: Final = {name: number for row in _MONTHS for number, name in enumerate(row.split(), start=1)}
_MONTH: Final = "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True))
_WORD_DATE: Final = (
    rf"(?P<wd>\d{{1,2}})(?:\.|st|nd|rd|th|:e)?\s(?:of\s)?(?P<wm>{_MONTH})\.?,?\s(?P<wy>(?:19|20)\d{{2}})"
)
_BORN: Final = re.compile(
    r"\b(?:født|fødselsdato|fødselsdag(?:en)?|fødselsår|född|födelsedatum|födelseår|born|date\sof\sbirth|dob|d\.o\.b\."
    r"|f\.|årgang)(?:\s(?:den|on|in|i|d\.|år))?[\s:]*"
    rf"(?P<when>{_WORD_DATE}|\d{{1,2}}[./-]\s?\d{{1,2}}[./ -]\s?(?:19|20)?\d{{2}}|(?:19|20)\d{{2}}-\d{{2}}-\d{{2}}"
    rf"|(?:19|20)?\d{{6}}(?!\d)|(?P<year>(?:19|20)\d{{2}})\b|-\d{{2}}\b|\d{{1,2}}(?:\.|st|nd|rd|th)?\s(?:{_MONTH})\b)"
    r"|(?<![\w.-])(?-i:F)-?\d{2}\b(?![.:]\d)",
    re.IGNORECASE,
)
_LONE_WORD_DATE: Final = re.compile(rf"\b{_WORD_DATE}\b", re.IGNORECASE)
_DATE: Final = re.compile(
    r"(?<![\d-])(?:(?P<y>(?:19|20)\d{2})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"|(?P<d2>\d{1,2})[./-]\s?(?P<m2>\d{1,2})[./ -]\s?(?P<y2>(?:19|20)?\d{2}))(?![\d-])"
)
_COORDINATION_DAY: Final = 60
_LAST_DAY, _LAST_MONTH = 31, 12
_CENTURY: Final = 100
_ID_DIGITS: Final = 10
_SHORTEST_KNOWN: Final = 5
_BEFORE_PLATE: Final = range(4, 1, -1)
_BEFORE_SMALL_PLATE: Final = 20

Finder = Callable[[Numbered], Iterator[Place]]
Index = Callable[[str], tuple[str, ...]]


class Numbers:
    """Finds what looks like an identifier, and decides by whose it is."""

    def __init__(self, people: People) -> None:
        self._people = people

    def spans(self, text: str, small: Sequence[str]) -> Iterator[Span]:
        """Each kind is looked for in what the kinds before it left, so that no part of one passes for another.

        `small` are the case-folded words of the text.
        """
        known = self._people
        finders: tuple[tuple[Kind, Finder, Index], ...] = (
            (Kind.EMAIL, _emails, lambda found: known.by_email.get(_plain_email(found), ())),
            (Kind.NICKNAME, _handles, lambda _: ()),
            (Kind.ACCOUNT, _accounts, lambda _: ()),
            (Kind.NATIONAL_ID, _national_ids, lambda found: known.by_digits.get(tail(found), ())),
            (Kind.PLATE, _plates, lambda _: ()),
            (Kind.DATE_OF_BIRTH, _born, self._born_then),
            (Kind.DATE_OF_BIRTH, _dates, lambda found: known.by_birthday.get(_iso(found), ())),
            (
                Kind.PHONE,
                lambda left: self._phones(left, small),
                lambda found: known.by_digits.get(tail(said_digits(found)), ()),
            ),
        )
        numbered = Numbered(text)
        for kind, find, owners in finders:
            places = list(find(numbered))
            for start, end in places:
                refs = owners(text[start:end])
                # A date that is nobody's birthday tells of no one.
                if refs or find is not _dates:
                    yield self._decided(start, end, kind, refs)
                    if kind is Kind.EMAIL:
                        yield from (self._decided(*one, kind, refs) for one in _local_parts(text, start, end))
            numbered.remove(places)

    def _born_then(self, found: str) -> tuple[str, ...]:
        """Whose birthday a date is; of a year alone, whoever was born in it."""
        if date_found := _LONE_WORD_DATE.search(found) or _DATE.search(found):
            return self._people.by_birthday.get(_iso(date_found.group()), ())
        year = re.search(r"(?:19|20)\d{2}", found)
        birthdays = self._people.by_birthday.items()
        return tuple(ref for day, refs in birthdays for ref in refs if year and day.startswith(year.group()))

    def _phones(self, numbered: Numbered, small: Sequence[str]) -> Iterator[Place]:
        yield from spoken(numbered.text, small)
        yield from phones(
            numbered, lambda digits: len(digits) >= _SHORTEST_KNOWN and tail(digits) in self._people.by_digits
        )

    def _decided(self, start: int, end: int, kind: Kind, refs: tuple[str, ...]) -> Span:
        ref = self._people.own(refs) or (self._people.most_protected(refs) if refs else None)
        shown = ref is not None and self._people.standing(ref) in (Standing.REQUESTER, Standing.STAFF)
        return Span(
            start=start,
            end=end,
            kind=kind,
            decision=Decision.KEEP if shown else Decision.HIDE,
            ground=None if shown else self._people.ground(ref, kind),
            ref=ref,
            reason=f"{kind.value} of a known person" if ref else f"looks like: {kind.value}",
            confidence=Confidence.CERTAIN if ref else Confidence.LIKELY,
        )


def _emails(numbered: Numbered) -> Iterator[Place]:
    """Addresses without the first word of a next sentence, which a stop and a blank part from them."""
    text = numbered.text
    disguised = _tells(numbered.small, _EMAIL_HINTS) or (
        " at " in numbered.small
        and (_JOINING_DOT.search(text) or _tells(numbered.small, _SAID_DOTS))
        and _SAID_EMAIL.search(text)
    )
    after = 0
    for sign in (_AT_SIGN if disguised else _PLAIN_AT_SIGN).finditer(text):
        found = _EMAIL.match(text, max(after, _local_part(text, sign.start()))) if sign.start() >= after else None
        if found is not None:
            sentence = re.search(r"\.\s+[A-ZÆØÅÄÖ]", found.group())
            after = found.end()
            said = (
                _SAID_BEFORE.search(text, max(0, found.start() - _LONGEST_SAID), found.start()) if disguised else None
            )
            start = said.start() if said else found.start()
            yield start, found.start() + sentence.start() if sentence else found.end()


def _local_part(text: str, end: int) -> int:
    """Where what stands before an at sign begins."""
    at = end - 1 if end and text[end - 1].isspace() else end
    while at and not _NO_LOCAL_PART.match(text, at - 1):
        at -= 1
    return at


def _local_parts(text: str, start: int, end: int) -> Iterator[Place]:
    """Where what stands before the at sign of an address stands by itself, as mails show it: "from per.holm"."""
    local = text[start:end].partition("@")[0].strip()
    if len(local) < _SHORTEST_LOCAL or not _TWO_PARTS.fullmatch(local) or text.count(local) == 1:
        return
    for found in re.finditer(rf"(?<![\w.@-]){re.escape(local)}(?![\w@-]|\.\w)", text):
        if not start <= found.start() < end:
            yield found.span()


def _national_ids(numbered: Numbered) -> Iterator[Place]:
    return (found.span() for found in numbered.beginning(_NATIONAL_ID) if _is_birthday(*found.groups()))


def _tells(small: str, hints: tuple[str, ...]) -> bool:
    """Whether a text in small letters has any of those without which a pattern need not be tried."""
    for hint in hints:  # noqa: SIM110 -- twice as fast as `any`
        if hint in small:
            return True
    return False


def _handles(numbered: Numbered) -> Iterator[Place]:
    # An "@" that is left is of no e-mail address: those were looked for before.
    hinted = "@" in numbered.text or _tells(numbered.small, _HANDLE_HINTS)
    hinted = hinted or _tells(numbered.small if "_" in numbered.text else numbered.near, _USER_HINTS)
    return (found.span() for found in numbered.opening(_HANDLE, _HANDLE_OPENINGS)) if hinted else iter(())


def _accounts(numbered: Numbered) -> Iterator[Place]:
    """Places in order, none within another."""
    text = numbered.text
    places = [found.span() for found in numbered.beginning(_LONG_ACCOUNT)]
    if _tells(numbered.near, _ACCOUNT_HINTS) or _IBAN.search(text):
        codes = (at - 2 for at in numbered.starts if text[max(0, at - 2) : at].isupper())
        places = [*(found.span() for found in numbered.opening(_ACCOUNT, _ACCOUNT_OPENINGS, codes)), *places]
    return (one for one in places if not any(o[0] <= one[0] and one[1] <= o[1] and o != one for o in places))


def _born(numbered: Numbered) -> Iterator[Place]:
    text = numbered.text
    hinted = _tells(numbered.near, _BORN_HINTS) or ("f." in numbered.small and _BORN_SHORT.search(text))
    if not (hinted or _BORN_LETTER.search(text)):
        return iter(())
    letters = (place for at in numbered.starts for place in (at - 2, at - 1) if place >= 0 and text[place] == "F")
    return (found.span("when" if found["when"] else 0) for found in numbered.opening(_BORN, _BORN_OPENINGS, letters))


def _plates(numbered: Numbered) -> Iterator[Place]:
    text = numbered.text
    after = 0
    for at in numbered.starts:
        before = text[max(0, at - 2) : at]
        if not before[-1:].isalpha() and not before[:1].isupper():
            continue  # most numbers
        tried = (_PLATE.match(text, at - back) for back in _BEFORE_PLATE if at - back >= after)
        if (found := next((one for one in tried if one), None)) is not None:
            after = found.end()
            yield found.span()
        elif at - 2 >= after and (small := _BARE_SMALL_PLATE.match(text, at - 2)) is not None:
            after = small.end()
            yield small.span()
    if _tells(numbered.near, _PLATE_HINTS):
        for at in numbered.starts:
            small = _SMALL_PLATE.search(text, max(after, at - _BEFORE_SMALL_PLATE), at + _BEFORE_SMALL_PLATE)
            if small is not None:
                after = small.end()
                yield small.span("plate")


def _dates(numbered: Numbered) -> Iterator[Place]:
    yield from (found.span() for found in numbered.beginning(_DATE) if _is_day(found))
    yield from (found.span() for found in numbered.beginning(_LONE_WORD_DATE))


def _plain_email(written: str) -> str:
    """An address as a computer reads it, however it was disguised."""
    at = re.sub(rf"{_AT}|\sat\s", "@", written, flags=re.IGNORECASE)
    return normal.email(re.sub(_DOT, ".", at, flags=re.IGNORECASE).replace(" ", ""))


def could_be_of(written: str, person: Known) -> bool:
    """Whether a national id that is on no file could be somebody's: each has one, and it tells their birthday."""
    born = person.date_of_birth
    return not person.national_ids and (born is None or born.isoformat() in _days_of(written))


def _days_of(written: str) -> Iterator[str]:
    """The days that the first digits of a national id may tell, as ISO dates: Danish and Swedish, either century."""
    digits = "".join(letter for letter in written if letter.isdigit())[-_ID_DIGITS:]
    one, month, other = digits[:2], digits[2:4], digits[4:6]
    for day, year in ((one, other), (other, one)):
        number = int(day) - _COORDINATION_DAY if int(day) > _COORDINATION_DAY else int(day)
        yield from (f"{century}{year}-{month}-{number:02d}" for century in (19, 20))


def _is_birthday(one: str, month: str, other: str) -> bool:
    """Whether six digits are a day in the Danish (DDMMYY) or the Swedish (YYMMDD, day + 60) order."""

    def is_day(text: str) -> bool:
        return 1 <= int(text) <= _LAST_DAY or 1 <= int(text) - _COORDINATION_DAY <= _LAST_DAY

    return 1 <= int(month) <= _LAST_MONTH and (is_day(one) or is_day(other))


def _is_day(found: re.Match[str]) -> bool:
    part = found.groupdict()
    month, day = int(part["m"] or part["m2"]), int(part["d"] or part["d2"])
    return 1 <= month <= _LAST_MONTH and 1 <= day <= _LAST_DAY


def _iso(written: str) -> str:
    if in_words := _LONE_WORD_DATE.fullmatch(written):
        month = _MONTH_NUMBER[in_words["wm"].casefold()]
        return f"{int(in_words['wy']):04d}-{month:02d}-{int(in_words['wd']):02d}"
    found = _DATE.fullmatch(written)
    part = found.groupdict() if found else {}
    year, month, day = (int(part[name] or part[name + "2"]) for name in ("y", "m", "d"))
    if year < _CENTURY:
        year += 1900 if year > date.today().year % _CENTURY else 2000  # noqa: DTZ011 -- only which century is meant
    return f"{year:04d}-{month:02d}-{day:02d}"
