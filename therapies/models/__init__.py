"""What is kept: fields, constraints and querysets. Nothing here decides what becomes live; `publishing` does."""

from .articles import Article, FormerAddress, Version
from .derived import ComparisonCell, ComparisonOption, ComparisonRow, Mention, Question, Word
from .facts import ClinicFact, ClinicFactChange, FactProposal, fact_sheet
from .review import Clinician, PreviewLink, Review, SignOffRequest
from .search import MissedWord, SearchRow, Spelling
from .staff import JournalEntry, LinkCheck, Notice, Opening, Picture, Reminder

__all__ = [
    "Article",
    "ClinicFact",
    "ClinicFactChange",
    "Clinician",
    "ComparisonCell",
    "ComparisonOption",
    "ComparisonRow",
    "FactProposal",
    "FormerAddress",
    "JournalEntry",
    "LinkCheck",
    "Mention",
    "MissedWord",
    "Notice",
    "Opening",
    "Picture",
    "PreviewLink",
    "Question",
    "Reminder",
    "Review",
    "SearchRow",
    "SignOffRequest",
    "Spelling",
    "Version",
    "Word",
    "fact_sheet",
]
