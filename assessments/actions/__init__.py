"""What people do in the council's stage: object first, keyword-only `by=`."""

from assessments.actions.council import (
    StaleSheet,
    recuse,
    save_marks,
    state_interest,
    submit_sheet,
    take_back,
)
from assessments.actions.secretariat import assign, assign_member, close_round, open_round, seat, what_blocks
from assessments.actions.session import (
    AlreadyVoted,
    attend,
    close_ballot,
    close_session,
    conclude,
    open_ballot,
    open_session,
    plan_session,
    put_conclusions,
    put_motion,
    ready_to_conclude,
    turnout,
    vote,
)

__all__ = [
    "AlreadyVoted",
    "StaleSheet",
    "assign",
    "assign_member",
    "attend",
    "close_ballot",
    "close_round",
    "close_session",
    "conclude",
    "open_ballot",
    "open_round",
    "open_session",
    "plan_session",
    "put_conclusions",
    "put_motion",
    "ready_to_conclude",
    "recuse",
    "save_marks",
    "seat",
    "state_interest",
    "submit_sheet",
    "take_back",
    "turnout",
    "vote",
    "what_blocks",
]
