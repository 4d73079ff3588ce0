"""Words that promise what no treatment can, and praise of the clinic. The list is the clinical fact sheet's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .finding import ERROR, WARNING, Finding, Page
from .saying import asks, first_said, is_denied, words_to_find

_BODY = (
    r"(?:brains?|nerves?|nervous|circuits?|cells?|body|mind|moods?|pain|health|balance|function|life|lives|soul|energy"
    r"|wellness|well-being|thinking|minds?|strength|nerve cells?|trauma|depression|vitality|youth|sleep|hope|systems?|pathways?|chemistry|connections?)"
)
_PAIN = r"(?:pain|suffering|depression|migraines?|symptoms|anxiety|fatigue)"


class Promise(NamedTuple):
    """Words that are never used as a promise: what they look like, what is wrong with them, what is true instead.

    Of `signs`, pieces of words in small letters, each of the words has one.
    """

    signs: tuple[str, ...]
    words: tuple[str, ...]
    why: str
    instead: str
    rule: str = "claims/promise"
    severity: str = ERROR


_MAY = 'Say what it may do: "It may ease pain for some people, for a short time."'
PROMISES = (
    Promise(
        (
            "cur",
            "permanent",
            "lasting",
            "long-term",
            "sustained",
            "enduring",
            "complete",
            "total",
            "full",
            "eliminat",
            "eradicat",
            "banish",
            "eras",
            "end",
            "stop",
            "beat",
            "gone",
            "goodbye",
            "once",
            "freedom",
        ),
        (
            r"cur(?:e|es|ed|ing|ative)(?! (?:meats?|ham|bacon|sausages?|fish|cheese))",
            r"(?:permanent|lasting|long-lasting|long-term|sustained|enduring|complete|total)(?: and \w+)? (?:pain )?"
            r"(?:relief|freedom|remission|recovery|healing|answer|solution|fix)|full recovery",
            r"(?:eliminat|eradicat|banish|eras)(?:e|es|ed|ing)(?: \w+){0,3} " + _PAIN,
            rf"(?:ends?|ended|ending|stops?|beats?) (?:your|the|all|chronic|nerve) (?:\w+ ){{0,2}}{_PAIN}"
            r"(?=[.!]| for good| for ever| forever| once| now| today| completely)",
            rf"{_PAIN} (?:is |are )?gone (?:for good|for ever|forever|once and for all|completely)",
            rf"(?:say )?goodbye to (?:\w+ ){{0,2}}{_PAIN}",
            r"once and for all",
            rf"puts? an end to (?:\w+ ){{0,3}}(?:{_PAIN}|struggle)",
            rf"freedom from (?:\w+ ){{0,2}}(?:{_PAIN}|fibromyalgia|crps|ptsd)",
        ),
        "No treatment here is known to take a long illness away.",
        _MAY,
    ),
    Promise(
        ("free", "without", "no more", "vanish", "disappear", "melt", "living", "suffering"),
        (
            r"(?:pain|symptom|depression|migraine|anxiety|stress)[- ‑]?free(?:dom)?",
            r"(?:pain|migraines?|depression|symptoms?|anxiety)(?: \w+){0,2} (?:vanish|disappear|melt)(?:es|s|ed)?",
            r"(?:stop|start|begin) (?:living|suffering)(?: with pain| again)?",
            r"free (?:of|from) (?:all |any |chronic |nerve )?pain",
            r"(?:life|live|living|day|days|nights?|leave|walk|move) without (?:any )?pain",
            r"no more (?:\w+ )?pain",
        ),
        "Most people who are helped have less pain, not none.",
        'Write "less pain", and for how many people and how long.',
    ),
    Promise(
        ("immediate", "instant", "on-the-spot", "right away", "at once", "within minutes", "on the spot", "relief"),
        (
            r"(?:immediate|instant|instantaneous|on-the-spot)(?:ly)? (?:\w+ )?"
            r"(?:relief|reliev\w+|results?|comfort|effects?|improvements?|eas\w+|better|calm)",
            r"(?:relief|better|comfort|results?|pain stops?) (?:immediately|instantly|right away|at once|within minutes|on the spot)",
            r"relief (?:in|within) (?:minutes|seconds|moments|an hour)",
            r"(?:immediately|instantly) (?:feel|eases?|stops?|relieves?|lifts?|calms?|works?)",
            r"(?:works?|acts?|helps?|responds?|feel (?:better|it)) (?:almost |nearly )?(?:immediately|instantly|at once|right away)",
        ),
        "Relief may start during the drip, hours later, over days, or not at all.",
        'Write when it may start, and that for some people it does not: "It may start in hours, in days, or not at all."',
    ),
    Promise(
        (
            "chang",
            "break",
            "revolution",
            "magic",
            "mirac",
            "wonder",
            "ground",
            "unprecedented",
            "unriv",
            "transform",
            "remarkabl",
            "tremendous",
            "astonish",
            "amazing",
            "incredibl",
            "spectacular",
            "hope",
            "around",
            "dramatic",
            "godsend",
            "god-send",
            "fresh",
            "beginning",
            "answer",
            "nothing",
            "anything",
        ),
        (
            r"game[- ‑]?chang(?:er|ers|ing)",
            r"break-?throughs?(?! (?:pain|bleeding|seizures?|infections?))",
            r"revolution(?:s|ary|ari[sz]e[sd]?|i[sz]e[sd]?|i[sz]ing)?(?! (?:counter|per|a minute))",
            r"magic(?:al|ally)?(?! (?:mouthwash|mushrooms?))",
            r"miracles?|miraculous(?:ly)?|wonder (?:drugs?|cures?)",
            r"ground-?breaking|unprecedented|unrivall?ed|transform(?:s|ed|ing|ative|ation)?",
            r"remarkabl[ey]|tremendous|astonishing(?:ly)?|amazing(?:ly)?|incredibl[ey]|spectacular(?:ly)?",
            r"(?:ray|glimmer|beacon|spark)s? of hope|new hope",
            r"(?:life|lives)[- ‑]chang\w+|chang(?:e|es|ed|ing) (?:your life|lives|everything)",
            r"god-?sends?|(?:a |the )?fresh start|a new beginning|the answer (?:you|to your|to all)|last hope",
            r"nothing (?:else )?works (?:better|as well|so well)|better than anything",
            r"turn(?:s|ed|ing)? (?:your life|lives) around|dramatic(?:ally)?",
        ),
        "Words of an advertisement tell a patient nothing and raise hope that the studies do not bear out.",
        "Write what was found, in how many people, and for how long.",
    ),
    Promise(
        ("reset", "rewir", "reboot", "restor", "heal", "root", "underlying", "repair", "regenerat", "rebuild", "renew"),
        (
            rf"(?:reset|resets|resetting|rewir(?:e|es|ed|ing)|reboot(?:s|ed|ing)?)(?: \S+){{0,4}} {_BODY}",
            rf"{_BODY}(?: \w+){{0,2}} (?:to )?(?:reset|resets|rewired?|reboots?)",
            rf"restor(?:e|es|ed|ing|ation)(?: \S+){{0,4}} {_BODY}",
            rf"heal(?:s|ed|ing)?(?: \S+){{0,3}} {_BODY}|heal(?:s|ed|ing)? (?:you )?(?:from within|from the inside)",
            r"(?:underlying|root) cause of (?:\w+ ){0,3}pain is (?:treated|removed|gone)",
            r"(?:treats?|address(?:es)?|removes?|fix(?:es)?|targets?|gets? (?:to|at)|heals?|at) (?:the|its) (?:root|underlying)(?: causes?)?",
            r"(?:repairs?|regenerates?|rebuilds?|renews?) (?:\S+ ){0,3}(?:nerves?|cells?|brain)",
        ),
        "Nothing shows that an infusion repairs nerves or the brain; it may turn symptoms down.",
        "Write that it may turn your symptoms down for a while, and that the cause remains.",
    ),
    Promise(
        ("reclaim", "back", "regain", "new lease", "again", "feel like"),
        (
            r"(?:reclaim|take back|taking back|get back|regain)(?:s|ed|ing)? (?:\w+ )?(?:your |their )?(?:life|lives)",
            r"(?:take|get|have|give you|gives you) (?:your|their) (?:life|lives) back",
            r"(?:a |your )?new lease (?:on|of) life",
            r"(?:your|their) old sel(?:f|ves) (?:back|again)|like (?:yourself|themselves|a new person) again|feel like yourself",
        ),
        "It promises a life back, and nobody can promise that.",
        "Name one thing that some people can do again, with its source, or leave the sentence out.",
    ),
    Promise(
        ("downtime", "no risk", "zero risk"),
        (r"no downtime|(?:no|zero) risks? (?:and|or|to you)",),
        "Every drip has risks, and a patient rests after it.",
        "Name the risks, and say how long a patient rests.",
    ),
    Promise(
        ("side",),
        (
            r"(?:no|zero|without|free of|free from|none of the)(?: of| any| the| known| serious| unpleasant| usual| major| real| significant| lasting| severe)* side[- ‑]?effects?",
            r"side[- ‑]effect[- ‑]free",
        ),
        "Every infusion has side effects in some people.",
        "Name the common and the serious side effects, or link to the page about them.",
    ),
    Promise(
        ("guarant", "always", "never", "sure", "certain", "bound", "every", "all", "promise", "will"),
        (
            r"guarant(?:ee|ees|eed|eeing)",
            r"(?:always|never fails to|sure to|certain to|bound to) (?:works?|helps?|work|eases?|relieves?|reliev\w+)",
            r"(?:works?|helps?|effective) (?:for|in) (?:everyone|everybody|every patient|every person|all patients|all people)",
            r"(?:works?|helps?|succeeds?) every time|never fails",
            r"we promise|(?:our|this|the) (?:\w+ ){1,2}promises",
            r"(?:you|patients|people) will (?:feel (?:better|relief|no pain)|be (?:free|better|well)|recover|sleep better|have less pain)",
        ),
        "Nobody knows beforehand whom a treatment helps.",
        'Write "may", and that it helps some people and not others.',
    ),
    Promise(
        (
            "innovat",
            "powerful",
            "unlock",
            "supercharg",
            "rejuvenat",
            "detox",
            "deserve",
            "holistic",
            "gold standard",
            "generation",
            "edge",
            "long-awaited",
            "finally",
            "optimal",
            "anti-aging",
            "oasis",
            "potent",
            "revital",
        ),
        (
            r"innovative|powerful|potent|next[- ‑]generation|(?:cutting|leading)[- ‑]edge|long-awaited|gold standard",
            r"unlock(?:s|ed|ing)?|supercharg\w+|rejuvenat\w+|detox\w*|revitali[sz]\w+|holistic|anti-aging|oasis",
            r"(?:you|your body) deserves?|finally (?:find|feel|get|here|available|a way)|optimal (?:health|wellness)",
        ),
        "It is a word of advertisements; a patient learns nothing from it.",
        "Say what is done, or leave the word out.",
        rule="claims/advertising",
        severity=WARNING,
    ),
)

_WE = r"(?:we|our|ours|us|this|the|your) (?:\S+ ){0,3}"
_PLACE = (
    r"(?:clinics?|cent(?:er|re)s?|teams?|staff|nurses?|doctors?|physicians?|clinicians?|experts?|specialists?|care"
    r"|providers?|practice|suites?|facilit(?:y|ies)|services?|infusion therapy|treatment plans?|programs?|lounge)"
)
_PRAISE = (
    r"(?:leading|world[- ‑]class|first[- ‑]class|top(?:[- ‑](?:rated|notch|tier))?|finest|premier|best|number one|no\. 1|#1"
    r"|award[- ‑]winning|state[- ‑]of[- ‑]the[- ‑]art|cutting[- ‑]edge|unmatched|unrivall?ed|unparalleled|unique|exceptional"
    r"|outstanding|renowned|unbeatable|superior|highest[- ‑]quality|luxur(?:y|ious)|elite|most"
    r" (?:trusted|experienced|advanced|skilled|respected|modern|complete|caring))"
)
_PRAISE_SIGNS = (
    "leading", "class", "top", "finest", "premier", "best", "number one", "no. 1", "#1", "award", "state", "cutting",
    "like nowhere", "pride", "standard", "pioneer", "unmatched", "unriv", "unparallel", "unique", "exceptional", "outstanding", "renowned", "unbeatable", "superior",
    "quality", "luxur", "elite", "most", "than", "hands", "highly", "expertly", "other", "second to", "only clinic",
)  # fmt: skip
SUPERLATIVES = words_to_find(
    rf"{_PRAISE}(?: \S+){{0,3}} {_PLACE}",
    rf"{_WE}{_PLACE} (?:is|are) (?:\w+ ){{0,2}}{_PRAISE}(?! (?:reached|to reach|at))",
    r"(?:nobody|no one|no other \w+) (?:\w+ ){0,4}better than (?:we|us|our)",
    r"in (?:expert|good|the best|safe) hands|(?:highly|expertly) (?:skilled|trained|qualified|experienced) (?:\w+ )?(?:team|staff|nurses?|doctors?|clinicians?)",
    r"voted (?:the )?best|no other (?:clinic|cent(?:er|re)|team|practice|provider)",
    r"like nowhere else|pride ourselves|highest standards?|(?:we|our \w+) (?:are|were) (?:the )?(?:pioneers|first)",
    r"second to none|like no other|the only clinic (?:that|in|to)|better than (?:any )?other clinics",
    r"unmatched|unrivall?ed|unparalleled|award[- ‑]winning|world[- ‑]class",
)


def promises(page: Page) -> Iterator[Finding]:
    """Promise words, unless the sentence denies them, asks about them or warns of them."""
    for promise in PROMISES:
        for sentence in page.pieces_with(promise.signs):
            found = first_said(words_to_find(*promise.words), sentence.text)
            if not found or _OF_PAGES.search(sentence.text):
                continue
            if not _is_a_count(sentence.text, found[0], is_sourced=bool(sentence.sources)):
                yield page.finding(
                    promise.rule,
                    promise.severity,
                    line=sentence.line,
                    words=found[0],
                    why=promise.why,
                    instead=promise.instead,
                )


# "These pages should work for everyone" is said of the site.
_OF_PAGES = words_to_find(r"(?:these|this|our|all|the) (?:pages?|site|website)|screen readers?|browsers?")
_COUNTED = words_to_find(
    r"(?:some|most|many|few|half|(?:\d+|one|two|three|four|five|six|seven|eight|nine)(?: (?:in|of|out of) \d+)?)(?: of)?(?: the| those)? ?(?:people|patients|adults|women|men|who)?"
)


def _is_a_count(text: str, words: str, *, is_sourced: bool) -> bool:
    """Whether a study counted those without side effects, which is a result and no promise."""
    return is_sourced and "side" in words.lower() and _COUNTED.match(text.removeprefix("About ")) is not None


def superlatives(page: Page) -> Iterator[Finding]:
    """Praise of the clinic, its people and its rooms."""
    for sentence in page.pieces_with(_PRAISE_SIGNS):
        for found in SUPERLATIVES.finditer(sentence.text):
            if not asks(sentence.text) and not is_denied(sentence.text, found):
                yield page.finding(
                    "claims/superlative",
                    WARNING,
                    line=sentence.line,
                    words=found[0],
                    why="Praise of the clinic helps no patient to decide, and nobody can check it.",
                    instead="Say what the clinic does: who is with you, what they check, how to reach them.",
                )
                break
