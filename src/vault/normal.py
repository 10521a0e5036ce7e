"""Normal forms: what makes two spellings of the same name, number or address the same term.

Exact search goes by these forms, so they forgive what people and systems write differently without meaning a
difference: case, accents, Sørensen for Soerensen for Sörensen, blanks in numbers, a country code. They are pure
and deterministic, since a blind index can find only what is spelt the same.
"""

import re
import unicodedata
from datetime import date

# The Nordic letters and the two-letter spellings that stand for them fold alike.
_LETTERS = str.maketrans(
    {"æ": "a", "ä": "a", "å": "a", "ø": "o", "ö": "o", "ü": "y", "ß": "ss", "đ": "d", "ð": "d", "ł": "l", "ı": "i"}
)
_DIGRAPHS = (
    ("aa", "a"),
    ("ae", "a"),
    ("oe", "o"),
    ("ue", "y"),
    ("ph", "f"),
    ("ch", "k"),
    ("ck", "k"),
    ("th", "t"),
)
_SOUNDS = str.maketrans({"w": "v", "z": "s", "c": "k", "q": "k"})
# Whether there is anything that `_alike` could change: most words are told by this alone.
_FOLDS = re.compile(f"{'|'.join(pair for pair, _ in _DIGRAPHS)}|[{''.join(map(chr, _SOUNDS))}]|(.)\\1")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+\s?[a-zæøåäö]?\b", re.IGNORECASE)
# Eight digits, as nearly every Danish number is written. The library reads them alike, a hundred times as slowly.
_PLAIN_DANISH = re.compile(r"[2-9][0-9] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2}")
_CPR_DIGITS = 10
_LONG_PERSONNUMMER_DIGITS = 12


def folded(word: str) -> str:
    """A word as it sounds alike in Danish, Swedish and plain ASCII spelling."""
    text = word.casefold() if word.isascii() else plain(word)
    # Folding can put letters side by side that fold again ("aee"), so it goes on until nothing changes.
    while _FOLDS.search(text) and (alike := _alike(text)) != text:
        text = alike
    return text


def plain(word: str) -> str:
    """The Nordic letters as their plain ones, composed or not; every other letter without its accents."""
    text = unicodedata.normalize("NFKC", word).casefold().translate(_LETTERS)
    if text.isascii():
        return text
    text = "".join([c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)])
    return text.casefold().translate(_LETTERS)


def _alike(text: str) -> str:
    for pair, single in _DIGRAPHS:
        text = text.replace(pair, single)
    text = text.translate(_SOUNDS)
    for letter in set(text):
        # As often as it takes: a letter may stand there thrice. Lines stay lines, where many words are folded at once.
        while (twice := letter + letter) in text and letter != "\n":
            text = text.replace(twice, letter)
    return text


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name, folded, in order. An accent may be a character of its own (Unicode's form D)."""
    return tuple(folded(word) for word in _WORD.findall(unicodedata.normalize("NFC", name)))


def name_key(name: str) -> str | None:
    """First and last word of a name: what survives a dropped or added middle name."""
    words = name_words(name)
    return " ".join(dict.fromkeys((words[0], words[-1]))) if words else None


def phone(number: str, country: str) -> str | None:
    """A telephone number in E.164, read as one of `country` ("DK", "SE") unless it says otherwise."""
    if _PLAIN_DANISH.fullmatch(number) and country == "DK":
        return f"+45{number.replace(' ', '')}"
    import phonenumbers
    from phonenumbers import NumberParseException, PhoneNumberFormat

    try:
        parsed = phonenumbers.parse(number, country)
    except NumberParseException:
        return None
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def email(address: str) -> str:
    return unicodedata.normalize("NFC", address).strip().casefold()


def national_id(number: str) -> str | None:
    """The ten digits of a CPR or personnummer without its century; None where there are not so many."""
    digits = "".join(c for c in number if c.isdigit())
    if len(digits) == _LONG_PERSONNUMMER_DIGITS:
        digits = digits[2:]
    return digits if len(digits) == _CPR_DIGITS else None


def street(line: str) -> str | None:
    """Street and house number, folded together: "Nørre Alle 7 B, 2100 …" and "nørre allé 7b" are the same."""
    first = unicodedata.normalize("NFC", line).split(",", maxsplit=1)[0]
    number = _NUMBER.search(first)
    words = name_words(first[: number.start()] if number else first)
    if not words or number is None:
        return None
    return "".join(words) + number.group().replace(" ", "").casefold()


def day(of_birth: date) -> str:
    return of_birth.isoformat()
