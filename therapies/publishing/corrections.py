"""What is too much for a small correction: whatever could change what a patient does or expects.

A typing mistake, a clumsy sentence or a dead link may be mended before a clinician looks. The check knows no medicine,
so it is careful: what it cannot tell from a change of meaning goes to review.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection
from difflib import SequenceMatcher

from therapies.models import Article, Version
from therapies.text.articles import ArticleText
from therapies.text.problems import ArticleFileError

MOST_WORDS = 25  # written anew or left out; more than that is no small correction
# Between the first and the last changed word. Comparing more takes seconds, and the answer is clear.
MOST_COMPARED = 600
SEND = "Send it for review."

# No pattern looks ahead through the whole text from each place where it could begin: in 200 kB that takes minutes.
FACT = re.compile(r"\{\{[^{}]*\}\}")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Looked up word by word: as a pattern with as many branches, each sign of the text would be tried with all of them.
COUNTS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen "
    "half halves quarter quarters double triple once twice first second third last "
    "mcg mg g kg ml l lb oz cup cups spoon spoons tablet tablets gram grams pound pounds unit units liter liters percent "
    "degree degrees seconds minute minutes hour hours day days week weeks month months year years "
    "hourly daily weekly monthly yearly every each am pm noon midnight morning evening night today tomorrow"
)
NUMBER = re.compile(r"(?<![^\W_])[^\W_]*\d[^\W_]*(?:[.,:/–-]\d+)*\s?%?|\b[ap]\.m\b", re.IGNORECASE)
LIMITS = (
    "no not never none nobody nothing neither nor without cannot unless except avoid stop only must always may might "
    "should before after until more less least most if or all any both some start refuse ignore skip instead "
    "left right high higher low lower increase increased increases increasing decrease decreased decreases decreasing "
    "raise raises reduce reduces safe safely unsafe harmless harmful dangerous normal abnormal allowed forbidden "
    "likely unlikely rare rarely often common uncommon better worse"
)
COUNTING, LIMITING = frozenset(COUNTS.split()), frozenset(LIMITS.split())
NOT = ("n't", "n’t")
MARKS = str.maketrans("", "", "*_~`\\")
TABLE_ROW = re.compile(r"^[ \t]*\|.*$", re.MULTILINE)
HEADING = re.compile(r"^#{2,4} .*$", re.MULTILINE)
PICTURE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")


def callouts_in(text: str) -> list[str]:
    """From each line that begins with ::: to the next that is nothing else; one that nobody closes goes on to the end."""
    found: list[list[str]] = []
    is_open = False
    for line in text.split("\n"):
        if is_open:
            found[-1].append(line)
            is_open = line.rstrip(" \t") != ":::"
        elif line.startswith(":::"):
            found.append([line])
            is_open = True
    return ["\n".join(lines) for lines in found]


def numbers_in(text: str) -> list[str]:
    return NUMBER.findall(text) + [word for word in WORD.findall(text) if word.casefold() in COUNTING]


def limits_in(text: str) -> list[str]:
    return [word for word in WORD.findall(text) if word.casefold() in LIMITING or word.casefold().endswith(NOT)]


# What a text has of each, and the sentence for staff when a correction changes it. In the order of the form.
KINDS = (
    (numbers_in, "This changes a number, or a word that counts or measures."),
    (FACT.findall, "This changes a clinic fact in the text."),
    (limits_in, "This changes a word such as not, never, no, only or before."),
    (callouts_in, "This changes a callout."),
    (TABLE_ROW.findall, "This changes a table."),
    (HEADING.findall, "This changes a heading or a question."),
    (PICTURE.findall, "This changes a picture."),
)
STRANGE = "This brings in letters of another alphabet, which can look like ours."
NAMES = "This changes the name of a therapy."
FIELDS = (
    ("sources", "This changes the sources."),
    ("about", "This changes which therapies the page is about."),
    ("approval", "This changes what is said about FDA approval."),
    ("safety", "This changes whether it is a safety page."),
)
WHAT_IT_IS = (
    "A small correction changes no meaning: a typing mistake, a clumsy sentence, a dead link. It may change no number, "
    "clinic fact, heading, table, callout, picture or source, no word such as not, never or safe, and at most "
    f"{MOST_WORDS} words. Patients read it at once, and it is listed until a clinician has looked."
)


def refusals_of_correction(version: Version) -> list[str]:
    """Why a version is no small correction of what patients read now, in sentences; none when it is one."""
    live = Version.objects.live().filter(article=version.article_id).first()
    if live is None:
        return [f"Patients read nothing of this page yet, so there is nothing to correct. {SEND}"]
    try:
        before, after = live.article_text(), version.article_text()
    except ArticleFileError:
        return [f"The words that patients read now cannot be compared with these. {SEND}"]
    slugs = Article.objects.filter(kind="therapy").values_list("slug", flat=True)
    names = {word for slug in slugs for word in slug.split("-")}
    return [f"{sentence} {SEND}" for sentence in changes_of_meaning(before, after, names=names)]


def changes_of_meaning(before: ArticleText, after: ArticleText, *, names: Collection[str] = ()) -> list[str]:
    """Every kind of change that may have a clinical meaning, in words for staff. `names`: of therapies, in small letters."""
    old, new = words_of(before), words_of(after)
    found = [sentence for field, sentence in FIELDS if getattr(before, field) != getattr(after, field)]
    # As it is written, for what only stands there (a phone number behind a link), and as patients read it, where
    # no sign of Markdown or HTML keeps a "not" from being one.
    pairs = ((old, new), (as_read(old), as_read(new)))
    for find, sentence in KINDS:
        if any(folded(find(one)) != folded(find(other)) for one, other in pairs):
            found.append(sentence)
    if strange_letters(pairs[1][1]) - strange_letters(pairs[1][0]):
        found.append(STRANGE)
    if names_in(pairs[1][0], names) != names_in(pairs[1][1], names):
        found.append(NAMES)
    count = words_changed(old, new)
    if count > MOST_WORDS:
        found.append(f"This changes {count} words, and a small correction at most {MOST_WORDS}.")
    return found


def words_of(text: ArticleText) -> str:
    """All that patients read of a text, in one."""
    return "\n\n".join((text.title, text.summary, text.caption, text.appointment, text.body))


def folded(found: list[str]) -> list[str]:
    return [one.casefold() for one in found]


def as_read(text: str) -> str:
    """About what patients read: without marks inside words, links, signs that nobody sees, and codes for signs."""
    plain = LINK.sub(r"\1", html.unescape(text)).translate(MARKS)
    # ½ becomes 1⁄2 with it, and a bold mathematical digit a digit.
    return unicodedata.normalize("NFKC", "".join(sign for sign in plain if unicodedata.category(sign) != "Cf"))


def strange_letters(text: str) -> set[str]:
    return {sign for sign in set(text) if sign.isalpha() and not unicodedata.name(sign, "").startswith("LATIN")}


def names_in(text: str, names: Collection[str]) -> list[str]:
    return [word for word in map(str.casefold, WORD.findall(text)) if word in names]


def words_changed(old: str, new: str) -> int:
    """How many words were written anew or left out; the larger number of the two counts."""
    before, after = WORD.findall(old), WORD.findall(new)
    begin = same_at_start(before, after)
    end = same_at_start(before[begin:][::-1], after[begin:][::-1])
    before, after = before[begin : len(before) - end], after[begin : len(after) - end]
    if max(len(before), len(after)) > MOST_COMPARED:
        return max(len(before), len(after))
    changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return sum(max(a2 - a1, b2 - b1) for kind, a1, a2, b1, b2 in changes if kind != "equal")


def same_at_start(one: list[str], other: list[str]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
