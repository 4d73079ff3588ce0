"""Benefits and risks: each one that a text states has a source with a year, or says that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest

from ..prose import HEADING, LIST, PARAGRAPH, TABLE, Sentence
from ..questions import WORDS
from .finding import WARNING, Finding, Page
from .saying import TREATMENT, is_left_open, is_question, words_to_find

# "that" and "which" are left out: "a headache that does not ease" is no claim for a treatment.
_IT = r"(?:it|they|this|these)"
_MAYBE = (
    r"(?:may|can|could|might|will|would|does|do|did|has|have|had|been|also|often|usually|sometimes|mostly|then|still|even|not"
    r"|already|always|first|really)"
)
_GAP = r"(?:[^\s.;:]+ ){0,5}?"
_SOME = (
    r"(?:about |around |nearly |almost |up to )?(?:\d+ (?:in|of|out of) \d+|half|most|many|some|few|several|more|fewer|these|other"
    r"|the majority)(?: of)?(?: the| our)? (?:people|patients|clients|adults|men|women|them|those|of us)"
)
_TARGET = (
    r"(?:pain|moods?|depression|anxiety|sleep|energy|symptoms?|quality of life|inflammation|attacks?|migraines?|headaches?"
    r"|fatigue|immunity|immune \w+|stress|function|tingling|burning|opioids?|painkillers|ptsd|crps|fibromyalgia|discomfort"
    r"|thoughts of suicide|suicid\w+|swelling|recovery|focus|mind|hydration|mobility)"
)
_EFFECT_VERB = (
    r"(?:eas(?:e|es|ed|ing)|reliev(?:e|es|ed|ing)|lower(?:s|ed|ing)?|reduc(?:e|es|ed|ing)|lessen(?:s|ed|ing)?|decreas(?:e|es|ed|ing)"
    r"|minimi[sz](?:e|es|ed|ing)|improv(?:e|es|ed|ing)|lift(?:s|ed|ing)?|boost(?:s|ed|ing)?|increas(?:e|es|ed|ing)|calm(?:s|ed|ing)?"
    r"|soothe(?:s|d)?|prevent(?:s|ed|ing)?|stops?|stopped|support(?:s|ed|ing)?|quiet(?:s|ens|ed)?|controls?|fights?|sharpens?"
    r"|gives? (?:you )?(?:more|new)|provid(?:e|es|ed)|brings?|brought|cuts?)"
)
# "It helps you to see what changed" is said of a diary.
_HELPS = (
    r"(?:(?:help|helps|helped)(?!(?: (?:you|us|we|and|your|the|nurse|staff|clinician|team))* (?:to )?(?:see|know|plan|decide|remember"
    r"|write|find|check|prepare|understand|choose|tell|ask|learn|keep|follow|compare|get|talk))"
    r"|works? (?:well|better|best|fast|by)(?: for| in| against|$|[.,]| \w+ing))"
)
_NOTICE = (
    r"(?:feel|felt|feels|notice|notices|noticed|experience|experiences|experienced|get|got|have|had|find|found|see|saw|report|reports"
    r"|reported|need|needed|tolerate|tolerated) "
    r"(?:much |a |an |some |great |good |bit |little |lot |real |marked |clear ){0,3}"
    r"(?:better|worse|sick|dizzy|pain|low|sad|relief|less|fewer|more (?:energy|pain)|change|improvement|benefit|drop|decrease|help|it"
    r" (?:very )?hard|things|well|lidocaine well|ketamine well)"
)
_NAMED = r"(?:lidocaine|ketamine|esketamine|vitamin \w+|magnesium|nad\+?|glutathione|(?:the|a|our|these) (?:drips?|infusions?|spray))"
_NEUTRAL = (
    r"(?:is|was|has|does|runs|takes|goes|drips|comes|starts|begins|stops|ends|lasts|means|needs|belongs|counts|costs|uses|gets"
    r"|looks|seems|stays|wears|includes|always|sometimes|perhaps|plus|versus|visits|sessions|drips|infusions|pills|centers"
    r"|clinics|leaves|passes|flows|blocks|acts|works|contains|affects|dates|grew|differs|depends|as|this|its|us)"
)
BENEFITS = words_to_find(
    rf"(?:{TREATMENT}|{_IT})(?: {_MAYBE}){{0,3}} {_HELPS}",
    rf"{TREATMENT} (?:for|of|in|by|into) (?:\w+ ){{1,4}}?(?:{_MAYBE} ){{0,3}}{_HELPS}",
    rf"(?:{TREATMENT}|{_IT}) {_GAP}{_EFFECT_VERB} {_GAP}{_TARGET}",
    rf"(?:may|can|might|able to|designed to|made to|helps? to|known to) {_EFFECT_VERB} {_GAP}{_TARGET}",
    r"gives? (?:\w+ ){1,4}(?:a |some |more )?(?:boost|relief|energy|lift)",
    rf"(?:{TREATMENT}|{_IT}) (?:is|are|was|were|has been|may be|can be|seems)(?: \w+)? (?:effective|helpful|beneficial|successful"
    r"|useful for)",
    rf"(?:very |highly |most )?(?:effective|beneficial|helpful) (?:{TREATMENT}|for|in|against|results?)",
    rf"{_SOME} (?:who \w+(?: \w+){{0,3}} |with \w+ )?(?:{_MAYBE} )?(?:{_NOTICE}|sleep better|move better|respond\w*|throw up|vomit\w*"
    r"|(?:was|were|are) (?:helped|much better|better|worse))",
    r"(?:you|patients|people)(?: with \w+)? (?:may|can|might|could|will) (?:\w+ )?(?:notice|find|feel|have|get) "
    r"(?:a |an |some |much )?(?:relief|decrease|drop|less pain|better|improvement)",
    r"(?:patients|people|adults) with (?:[\w-]+ ){1,4}(?:respond|responded|do|did|get|got)(?: \w+)? (?:best|better|well|immediately)",
    r"(?:relief|effects?|benefits?)(?: from \w+)? (?:(?:may|can|often|usually|mostly|will) )?"
    r"(?:lasts?|starts?|begins?|comes?|holds?|fades?|wears off)",
    r"pain(?: \w+){0,2} (?:(?:may|can|might|could|will) )?(?:fell|falls?|dropped|drops?|eases?|eased|goes down|went down"
    r"|gets (?:better|worse)|got (?:better|worse))",
    r"(?:studies|trials|research|a study|one study|a trial|one trial|reviews?)(?: \w+){0,2}"
    r" (?:shows?|shown|showed|found|finds?|suggests?|suggested|proves?|proved|saw|reported)",
    # Whatever a medicine by name is said to do: "takes the edge off", "shortens colds", "numbs overactive nerves".
    rf"{_NAMED}(?: (?:may|can|also|often|usually|mostly|then))* (?!{_NEUTRAL}\b)\w+s (?:you |your |the |a |off |some |most |more )?\w+",
    r"most people (?:sleep|move|walk|work)",
    rf"{TREATMENT} (?:has|have|was|were) (?:been )?(?:shown|found|proven|extensively tested|known) (?:to|at|in|and)",
)
_HARM_VERB = (
    r"(?:cause|lead to|raise|damage|harm|trigger|bring on|slow|make (?:you|people|some people)|irritate|hurt|change)"
)
_SYMPTOM = (
    r"(?:side[- ]effects?|complications?|nausea|vomiting|headaches?|dizziness|seizures?|infections?|bruis(?:e|es|ing)|bleeding"
    r"|hallucinations?|addiction|craving|bladder (?:harm|problems|damage)|liver (?:harm|problems|damage)|allergic reactions?"
    r"|overdose|deaths?|dissociation|sleepiness|sedation|high blood pressure|(?:heart|serious) problems?|fainting|visions"
    r"|sickness|drowsiness|tiredness)"
)
_HOW_OFTEN = (
    r"(?:rare|rarely|common|commonly|uncommon|unusual|frequent|often|happens?|happened|occurs?|occurred|possible|likely|unlikely"
    r"|mild|serious|most frequent|few)"
)
RISKS = words_to_find(
    rf"(?:{TREATMENT}|{_IT}|use|injections?)(?: (?:for|of|in) \w+)?(?: {_MAYBE}){{0,2}}"
    rf" (?:(?:can|may|might|could) (?:\w+ )?{_HARM_VERB}|causes|caused|leads to|led to|raises|damages|harms|triggers)",
    rf"{_SYMPTOM}(?: \w+){{0,3}} (?:is|are|was|were|can|may|might|have been)?(?: \w+){{0,3}} ?{_HOW_OFTEN}",
    rf"(?:{TREATMENT}|{_IT}) (?:has|have) (?:\w+ )?(?:few|many|some|mild|serious|rare|more|fewer) (?:\w+ )?side effects?",
    r"(?:common|rare|serious|frequent|known|possible|usual) (?:side )?effects? (?:is|are|include|includes|were|can|may)",
    r"side[- ]effects? (?:(?:may|can|could|might) )?(?:is|are|include|includes|were|such as)(?! too)",
    r"risks? (?:of (?:\w+ ){0,3}\w+ )?(?:is|are|rises?|falls?|grows?|goes up|goes down|of)(?: \w+){0,2}"
    r" (?:small|low|high|higher|lower|rare|real|great|1 in \d+)",
    rf"(?:{TREATMENT}|{_IT}) (?:can be|is|are) (?:addictive|deadly|habit-forming|toxic|dangerous|harmful)",
    r"(?:you|people|patients|some people) (?:may|might|can|could) (?:\w+ )?(?:feel|be|get|have) (?:\w+ ){0,2}"
    r"(?:sick|dizzy|sleepy|drowsy|confused|faint|headache|seizure|hallucinations|addicted)",
    rf"(?:patients|people) may be allergic to {TREATMENT}",
)
_UNSURE = words_to_find(
    r"(?:we|you|nobody|no one|doctors|experts|researchers|clinicians|scientists) (?:do |does |did |can)?(?:not|n't|n’t)?"
    r" ?(?:yet )?(?:fully )?(?:know|knows|known|promise|say|tell|predict|be sure)",
    r"not (?:yet )?(?:known|certain|clear|sure|proven|shown)|unknown|unclear|unproven|no promise|no proof|nobody has|no one has",
    # The line that every therapy page carries: it says what cannot be counted on.
    r"some (?:people|patients),? (?:but |and )?not (?:all|everyone|everybody|others)|or not at all|may not (?:help|work|ease|last)|after any treatment",
)
_AIM = words_to_find(r"goals?|aims?|hopes?|hoped|hoping|want|wants|would like|meant to|expect|plan")
_INSTRUCTION = words_to_find(
    r"(?:please )?(?:call|tell|ask|do not|don't|don’t|stop|bring|read|write|see|take|keep|check|plan|drink|eat|rest|wear|leave"
    r"|wait|use|let|say|choose|talk|go|get|make|think|look|never|always|stay|sit|learn|find|remember|watch|try|give|press|set"
    r"|note|show|compare|come|put|avoid|text|share|describe|list|count|print|follow|point|start)",
)
_THEN_ACT = words_to_find(
    r"(?:call|tell|ask|text|stop|do not|come|go|say|let) (?:us|the|your|for|to|drive|drink|wait|home|it|off|when|a)",
    r"call {{ \w+ }}",
)


def claims_without_source(page: Page) -> Iterator[Finding]:
    """Benefits and risks with no reference in their paragraph, list item or row, nor in the line that leads the list.

    "Nobody knows if this is so" right behind one is as good as a source.
    """
    sourced = _sourced_blocks(page.sentences)
    glossary = _glossary_lines(page)
    for sentence, following in zip_longest(page.pieces, page.pieces[1:]):
        if following and following.block == sentence.block and _UNSURE.search(following.text):
            continue
        if sentence.where not in (PARAGRAPH, LIST, TABLE) or sentence.block in sourced or sentence.line in glossary:
            continue
        found = claim_in(sentence.text)
        if found:
            yield page.finding(
                "claims/source",
                WARNING,
                line=sentence.line,
                words=sentence.text if len(sentence.text) <= 120 else f"{sentence.text[:117]}…",
                why=f'It states a benefit or a risk ("{found}") without a source.',
                instead="Put [^key] behind it, and the source with its year among the fields, or say that nobody knows.",
            )


# An editor asks after each pause in typing, and all sentences but one are the same.
@lru_cache(maxsize=4096)
def claim_in(text: str) -> str:
    """The words that state a benefit or a risk of a treatment; "" for questions, advice, aims and open questions."""
    if is_question(text) or _INSTRUCTION.match(text) or _UNSURE.search(text) or _THEN_ACT.search(text):
        return ""
    for pattern in (BENEFITS, RISKS):
        for found in pattern.finditer(text):
            if not _AIM.search(text[: found.start()]) and not is_left_open(text, found):
                return found[0]
    return ""


def _glossary_lines(page: Page) -> range:
    """The lines of the section `Words`: it says what a word means, and the page that uses the word says what is true."""
    sections = [heading for heading in page.body.headings if heading.level <= 2]
    for section, following in zip_longest(sections, sections[1:]):
        if section.id == WORDS:
            return range(section.line, following.line if following else len(page.body.lines) + 1)
    return range(0)


def _sourced_blocks(sentences: list[Sentence]) -> set[int]:
    """The numbers of the blocks that have a reference, or share that of their row or of the line above their list."""
    own = {sentence.block for sentence in sentences if sentence.sources}
    rows = {sentence.line for sentence in sentences if sentence.where == TABLE and sentence.sources}
    sourced = set(own)
    is_led = False
    for sentence in sentences:
        shares = sentence.line in rows if sentence.where == TABLE else is_led and sentence.where == LIST
        if shares:
            sourced.add(sentence.block)
        elif sentence.where in (PARAGRAPH, HEADING):
            is_led = sentence.block in own and sentence.text.endswith(":")
    return sourced
