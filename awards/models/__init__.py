from awards.models.appeal import Appeal, AppealExpert, AppealFile
from awards.models.ceremony import Accreditation, Introduction
from awards.models.certificates import CertificateBatch
from awards.models.complaint import Complaint, ComplaintFile, ComplaintMessage
from awards.models.confidant import Confidant
from awards.models.honor import Honor
from awards.models.paper import OnFile, Paper
from awards.models.public_notice import Comment, CommentFile, NoticeLine, PublicNotice
from awards.models.rehearsal import RehearsalRun
from awards.models.report import Report
from awards.models.result_bundle import ResultBundle, ResultReader
from awards.models.roll import Ground, Roll, RollEntry, Signature
from awards.models.yearbook import Yearbook, YearbookPart

__all__ = [
    "Accreditation",
    "Appeal",
    "AppealExpert",
    "AppealFile",
    "CertificateBatch",
    "Comment",
    "CommentFile",
    "Complaint",
    "ComplaintFile",
    "ComplaintMessage",
    "Confidant",
    "Ground",
    "Honor",
    "Introduction",
    "NoticeLine",
    "OnFile",
    "Paper",
    "PublicNotice",
    "RehearsalRun",
    "Report",
    "ResultBundle",
    "ResultReader",
    "Roll",
    "RollEntry",
    "Signature",
    "Yearbook",
    "YearbookPart",
]
