"""Verbs of the nomination stage, by audience. Object first, keyword-only `by=`."""

from nominations.actions.applicant import (
    StaleSave,
    request_endorsement,
    save_section,
    start,
)
from nominations.actions.asking import answer, ask, settle_questions
from nominations.actions.colleagues import accept_colleague, invite_colleague, remove_colleague
from nominations.actions.consenting import give_consents, withdraw_consent
from nominations.actions.copying import copy_answers
from nominations.actions.deadlines import extend
from nominations.actions.desk import add_note, entrust
from nominations.actions.evidence import attach, describe, detach, replace, shift
from nominations.actions.exporting import export_archive, export_table
from nominations.actions.invitations import (
    accept_unit_invitation,
    invite_owner,
    invite_unit,
    take_back_unit_invitation,
)
from nominations.actions.letters import attach_scan, endorse_by_letter
from nominations.actions.nominator import decline_endorsement, endorse
from nominations.actions.opinions import record_opinion
from nominations.actions.paper import (
    accept_paper_invitation,
    confirm_paper,
    correct_paper,
    dispute_paper,
    drop_paper,
    send_paper,
    start_paper,
    take_paper_over,
)
from nominations.actions.screening import Judgement, judge
from nominations.actions.secretariat import (
    accept,
    decline,
    hold,
    record_outcome,
    reopen,
    return_for_additions,
)
from nominations.actions.submitting import submit, take_back, withdraw
from nominations.actions.uploading import WrongOffset, append, begin_upload, discard_upload, finish_upload
from nominations.actions.versions import confirm_endorsement

__all__ = [
    "Judgement",
    "StaleSave",
    "WrongOffset",
    "accept",
    "accept_colleague",
    "accept_paper_invitation",
    "accept_unit_invitation",
    "add_note",
    "answer",
    "append",
    "ask",
    "attach",
    "attach_scan",
    "begin_upload",
    "confirm_endorsement",
    "confirm_paper",
    "copy_answers",
    "correct_paper",
    "decline",
    "decline_endorsement",
    "describe",
    "detach",
    "discard_upload",
    "dispute_paper",
    "drop_paper",
    "endorse",
    "endorse_by_letter",
    "entrust",
    "export_archive",
    "export_table",
    "extend",
    "finish_upload",
    "give_consents",
    "hold",
    "invite_colleague",
    "invite_owner",
    "invite_unit",
    "judge",
    "record_opinion",
    "record_outcome",
    "remove_colleague",
    "reopen",
    "replace",
    "request_endorsement",
    "return_for_additions",
    "save_section",
    "send_paper",
    "settle_questions",
    "shift",
    "start",
    "start_paper",
    "submit",
    "take_back",
    "take_back_unit_invitation",
    "take_paper_over",
    "withdraw",
    "withdraw_consent",
]
