"""What is kept: fields, constraints and querysets. Nothing here decides what becomes live; `publishing` does."""

from .articles import Article, FormerAddress, Version
from .changes import PageChange
from .derived import ComparisonCell, ComparisonOption, ComparisonRow, Mention, Question, Step, Word
from .facts import ClinicFact, ClinicFactChange, FactProposal, fact_sheet
from .linking import AppointmentType, FeedKey, Link, LinkCount, Placement
from .review import Clinician, PreviewLink, Review, SignOffRequest
from .search import MissedWord, SearchRow, Spelling
from .staff import JournalEntry, LinkCheck, Notice, Opening, Picture, Reminder

__all__ = [
    "AppointmentType",
    "Article",
    "ClinicFact",
    "ClinicFactChange",
    "Clinician",
    "ComparisonCell",
    "ComparisonOption",
    "ComparisonRow",
    "FactProposal",
    "FeedKey",
    "FormerAddress",
    "JournalEntry",
    "Link",
    "LinkCheck",
    "LinkCount",
    "Mention",
    "MissedWord",
    "Notice",
    "Opening",
    "PageChange",
    "Picture",
    "Placement",
    "PreviewLink",
    "Question",
    "Reminder",
    "Review",
    "SearchRow",
    "SignOffRequest",
    "Spelling",
    "Step",
    "Version",
    "Word",
    "fact_sheet",
]
