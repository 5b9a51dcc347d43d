"""Verbs of the nomination stage, by audience. Object first, keyword-only `by=`."""

from nominations.actions.applicant import (
    StaleSave,
    attach,
    detach,
    request_endorsement,
    save_section,
    start,
    submit,
    withdraw,
)
from nominations.actions.nominator import decline_endorsement, endorse
from nominations.actions.secretariat import accept, decline, hold, record_outcome, return_for_additions

__all__ = [
    "StaleSave",
    "accept",
    "attach",
    "decline",
    "decline_endorsement",
    "detach",
    "endorse",
    "hold",
    "record_outcome",
    "request_endorsement",
    "return_for_additions",
    "save_section",
    "start",
    "submit",
    "withdraw",
]
