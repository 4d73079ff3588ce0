"""The only room that changes what patients see: drafts, publishing, withdrawal, facts, load and export of content."""

from .addresses import cancel_withdrawal, has_fixed_address, merge, rename, withdraw
from .clinicians import save_clinician
from .drafts import AddressTaken, new_article, save_draft
from .fact_proposals import decide_proposal, propose_fact, withdraw_proposal
from .fact_reminders import send_fact_reminders
from .facts import change_fact, ensure_facts
from .journal import record
from .missed_words import clear_missed_words, count_missed_words
from .notices import end_notice, make_notice
from .pictures import (
    PictureInUse,
    PictureRefused,
    clean_picture_words,
    delete_picture,
    describe_picture,
    keep_picture,
)
from .preview_links import make_preview_link, revoke_preview_link
from .publish import NotPublishable, cancel_schedule, publish
from .refusals import NotPossible
from .reminders import NotSent, send_reminders
from .restoring import restore
from .review import TextChanged, decide, submit, take_back
from .sign_off import Closed, WrongName, answer, ask, ask_about_fact, revoke
from .states import NotAllowed, State, flagged_versions, state_of

__all__ = [
    "AddressTaken",
    "Closed",
    "NotAllowed",
    "NotPossible",
    "NotPublishable",
    "NotSent",
    "PictureInUse",
    "PictureRefused",
    "State",
    "TextChanged",
    "WrongName",
    "answer",
    "ask",
    "ask_about_fact",
    "cancel_schedule",
    "cancel_withdrawal",
    "change_fact",
    "clean_picture_words",
    "clear_missed_words",
    "count_missed_words",
    "decide",
    "decide_proposal",
    "delete_picture",
    "describe_picture",
    "end_notice",
    "ensure_facts",
    "flagged_versions",
    "has_fixed_address",
    "keep_picture",
    "make_notice",
    "make_preview_link",
    "merge",
    "new_article",
    "propose_fact",
    "publish",
    "record",
    "rename",
    "restore",
    "revoke",
    "revoke_preview_link",
    "save_clinician",
    "save_draft",
    "send_fact_reminders",
    "send_reminders",
    "state_of",
    "submit",
    "take_back",
    "withdraw",
    "withdraw_proposal",
]
