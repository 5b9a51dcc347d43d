"""What is done with rolls and honours, by whom: each verb asks for its right, and the journal hears of it."""

from awards.actions.appealing import (
    admit_expert,
    answer_appeal,
    appeal,
    close_corrected,
    end_expert,
    put_appeal,
    settle_appeal,
)
from awards.actions.book_pages import (
    StalePage,
    approve_page,
    order_proof,
    proof_content,
    put_picture,
    remove_picture,
    save_page,
)
from awards.actions.book_review import (
    DeadLink,
    by_link,
    confirm_correction,
    decline_correction,
    propose_correction,
    return_page,
)
from awards.actions.celebrating import (
    accredit,
    accreditation_open,
    ask_for_accreditation,
    decline_press,
    introduce,
)
from awards.actions.certificates import order_certificates
from awards.actions.commenting import answer_comment, closing_of, comment, put_up
from awards.actions.complaining import (
    add_to_complaint,
    answer_complaint,
    close_complaint,
    complain,
    examine_complaint,
)
from awards.actions.confiding import approve_confidant, end_confidant, name_confidant, note_look
from awards.actions.correcting import draw_correction
from awards.actions.drawing import draw_roll
from awards.actions.official import (
    StalePaper,
    attach_scan,
    change_paper,
    discard_paper,
    draft_paper,
    file_paper,
    next_number,
    number_paper,
    put_on_file,
    void_paper,
)
from awards.actions.publishing import publish, publish_due, set_embargo
from awards.actions.results import end_reader, hand_out, name_reader, order_results
from awards.actions.signing import part_for, refuse, sign

__all__ = [
    "DeadLink",
    "StalePage",
    "StalePaper",
    "accredit",
    "accreditation_open",
    "add_to_complaint",
    "admit_expert",
    "answer_appeal",
    "answer_comment",
    "answer_complaint",
    "appeal",
    "approve_confidant",
    "approve_page",
    "ask_for_accreditation",
    "attach_scan",
    "by_link",
    "change_paper",
    "close_complaint",
    "close_corrected",
    "closing_of",
    "comment",
    "complain",
    "confirm_correction",
    "decline_correction",
    "decline_press",
    "discard_paper",
    "draft_paper",
    "draw_correction",
    "draw_roll",
    "end_confidant",
    "end_expert",
    "end_reader",
    "examine_complaint",
    "file_paper",
    "hand_out",
    "introduce",
    "name_confidant",
    "name_reader",
    "next_number",
    "note_look",
    "number_paper",
    "order_certificates",
    "order_proof",
    "order_results",
    "part_for",
    "proof_content",
    "propose_correction",
    "publish",
    "publish_due",
    "put_appeal",
    "put_on_file",
    "put_picture",
    "put_up",
    "refuse",
    "remove_picture",
    "return_page",
    "save_page",
    "set_embargo",
    "settle_appeal",
    "sign",
    "void_paper",
]
