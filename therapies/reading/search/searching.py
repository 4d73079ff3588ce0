"""One search, from what was typed to what answers it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from therapies.models import SearchRow, Version, fact_sheet
from therapies.text.addresses import DEFAULT_LANGUAGE
from therapies.text.comparisons import id_of_row
from therapies.text.facts import FactSheet
from therapies.text.targets import Target

from .asking import MAX_CHARACTERS, Asked, asked_in, words_of_vocabulary
from .ranking import Found, Place, add_sentence, look_up, rough_order, score, wanted_in, weights_of
from .results import PAGE, QUESTION, ROW, WORD, Hit, Results, Sentence
from .sentences import marked
from .slips import mended
from .urgent import is_urgent

MAX_HITS = 30
# Of so many rows the names are read, of so many of those all that they say.
BY_NAME, BY_WORDS = 80, 30
# Other places than the fifth section of one page may answer as well.
OF_ONE_PAGE = 4
# A place that holds less of what is asked for answers something else.
LEAST = 0.12
NEAREST = 6
GROUPS = {SearchRow.QUESTION: QUESTION, SearchRow.ROW: ROW, SearchRow.WORD: WORD}


def search(
    typed: str,
    *,
    language: str = DEFAULT_LANGUAGE,
    at: datetime | None = None,
    facts: FactSheet | None = None,
    as_typed: bool = False,
) -> Results:
    """What answers these words best, at a moment (default: now) that has not passed. Anything may be typed.

    Of a text that is too long, the first 200 characters count. A word that no page holds is taken for a slip of one
    that is near it, unless `as_typed`. `facts` spares a query to whoever has them already.
    """
    typed = clean(typed)
    one = Search(language=language, at=at)
    searched, asked = typed, asked_in(typed)
    found = look_up(asked.parts)
    wrong = () if as_typed else wrong_words(found)
    meant = mended(typed, wrong, language=language, live=one.live_rows) if wrong else ""
    if meant:
        searched, asked = meant, asked_in(meant)
        found = look_up(asked.parts)
    facts = facts or fact_sheet()
    hits = tuple(one.hits(asked, found, facts=facts))
    return Results(
        typed=typed,
        searched=searched,
        did_you_mean=meant,
        urgent=is_urgent(typed) or is_urgent(searched),
        hits=hits,
        nearest=() if hits else tuple(one.nearest()),
        missed=() if hits else words_of_vocabulary(asked),
    )


def clean(typed: str) -> str:
    """One line of at most 200 characters that can stand on a page: half a character (a surrogate) cannot."""
    sound = typed.encode("utf-8", "ignore").decode().replace("\0", " ")
    return " ".join(sound.split())[:MAX_CHARACTERS].strip()


def wrong_words(found: Iterable[Found]) -> list[str]:
    """Words that no row holds and no list knows."""
    return [one.part.typed[0] for one in found if not one.rows and not one.part.is_known and len(one.part.typed) == 1]


class Page(NamedTuple):
    """What a hit says of the page it stands on."""

    language: str
    title: str
    kind: str
    slug: str

    def address_of(self, place: Place) -> str:
        """The path to a place on it, with the id at which it stands."""
        if place.place == SearchRow.QUESTION:
            return Target(QUESTION, place.key).url(language=self.language)
        key = id_of_row(place.key) if place.place == SearchRow.ROW else place.key
        return Target(self.kind, self.slug, key).url(language=self.language)


class Search:
    """One search in one language at one moment."""

    def __init__(self, *, language: str, at: datetime | None = None) -> None:
        self.language, self.at = language, at
        self.versions: dict[int, Page | None] = {}

    def live_rows(self, rows: Iterable[int]) -> set[int]:
        """Those of some rows that patients can read."""
        versions = dict(SearchRow.objects.filter(pk__in=list(rows)).values_list("pk", "version"))
        self.learn(versions.values())
        return {row for row, version in versions.items() if self.versions[version]}

    def learn(self, versions: Iterable[int]) -> None:
        """Find out which of these versions patients read. One query at most."""
        new = set(versions) - self.versions.keys()
        if not new:
            return
        self.versions.update(dict.fromkeys(new))
        # Asked for the language as well, SQLite goes through all articles of it: 40 ms for 10,000 instead of 1.
        live = Version.objects.live(at=self.at).filter(pk__in=new).order_by()
        for pk, *columns in live.values_list("pk", "article__language", "title", "article__kind", "article__slug"):
            page = Page(*columns)
            self.versions[pk] = page if page.language == self.language else None

    def hits(self, asked: Asked, found: Sequence[Found], *, facts: FactSheet) -> Iterator[Hit]:
        roots = wanted_in(asked).sure
        for place in self.ranked(asked, found)[:MAX_HITS]:
            yield self.hit_of(place, marked(place.sentence, roots, facts=facts))

    def ranked(self, asked: Asked, found: Sequence[Found]) -> list[Place]:
        """The best places, the very best first."""
        places: list[Place] = []
        order = rough_order(found)
        # Where many rows are not live, or not in this language, those behind them get their turn.
        while len(places) < BY_WORDS and (rows := list(islice(order, BY_NAME))):
            places += self.places(rows)
        for place in places:
            score(place, asked, found)
        good = (place for place in by_score(places) if place.score >= LEAST)
        best = list(islice(few_of_a_page(good), BY_WORDS))
        weights, total = weights_of(asked, found), sum(one.weight for one in found)
        for place in best:
            add_sentence(place, weights, total=total)
        return by_score(best)

    def places(self, rows: Sequence[int]) -> list[Place]:
        columns = ("pk", "version", "place", "key", "name", "also", "words")
        places = [Place(*row) for row in SearchRow.objects.filter(pk__in=rows).values_list(*columns)]
        self.learn(place.version for place in places)
        return [place for place in places if self.versions[place.version]]

    def hit_of(self, place: Place, sentence: Sentence) -> Hit:
        page = self.versions[place.version]
        return Hit(GROUPS.get(place.place, PAGE), place.name, page.title, page.address_of(place), sentence)

    def nearest(self) -> Iterator[Hit]:
        """Where to go on when nothing was found: the first pages of the site, in the order of its lists."""
        live = Version.objects.live(at=self.at).filter(article__language=self.language)
        for version in live.defer("text").order_by("order", "title", "pk")[:NEAREST]:
            url = version.article.get_absolute_url()
            yield Hit(PAGE, version.title, version.title, url, ((version.summary, False),))


def by_score(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda place: (-place.score, place.pk))


def few_of_a_page(places: Iterable[Place]) -> Iterator[Place]:
    """Without the fifth section of a page that has four already."""
    sections: Counter[int] = Counter()
    for place in places:
        if place.place in (SearchRow.PAGE, SearchRow.SECTION):
            sections[place.version] += 1
        if sections[place.version] <= OF_ONE_PAGE:
            yield place
