from awards.models.appeal import Appeal, AppealExpert, AppealFile
from awards.models.book import BookPage, BookPicture, Erratum, Foreword, PagePicture, PageReminder
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
from awards.models.yearbook import Variant, Yearbook, YearbookPart

__all__ = [
    "Accreditation",
    "Appeal",
    "AppealExpert",
    "AppealFile",
    "BookPage",
    "BookPicture",
    "CertificateBatch",
    "Comment",
    "CommentFile",
    "Complaint",
    "ComplaintFile",
    "ComplaintMessage",
    "Confidant",
    "Erratum",
    "Foreword",
    "Ground",
    "Honor",
    "Introduction",
    "NoticeLine",
    "OnFile",
    "PagePicture",
    "PageReminder",
    "Paper",
    "PublicNotice",
    "RehearsalRun",
    "Report",
    "ResultBundle",
    "ResultReader",
    "Roll",
    "RollEntry",
    "Signature",
    "Variant",
    "Yearbook",
    "YearbookPart",
]
