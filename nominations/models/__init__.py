from nominations.models.colleague import Colleague
from nominations.models.consent import Consent
from nominations.models.deadlines import Extension, Reminder
from nominations.models.desk import FullText, InternalNote
from nominations.models.dossier import Dossier, DossierPrint, SectionAnswer
from nominations.models.endorsement import Endorsement
from nominations.models.evidence import Evidence, Upload
from nominations.models.imports import ImportBatch
from nominations.models.invitation import UnitInvitation
from nominations.models.letter import LetterScan
from nominations.models.message import Message, Thread
from nominations.models.nomination import Nomination, NumberSeries, ScreeningNote
from nominations.models.paper import PaperDossier, PaperInvitation
from nominations.models.screening import ComplianceOpinion, Verdict
from nominations.models.supplement import SupplementItem

__all__ = [
    "Colleague",
    "ComplianceOpinion",
    "Consent",
    "Dossier",
    "DossierPrint",
    "Endorsement",
    "Evidence",
    "Extension",
    "FullText",
    "ImportBatch",
    "InternalNote",
    "LetterScan",
    "Message",
    "Nomination",
    "NumberSeries",
    "PaperDossier",
    "PaperInvitation",
    "Reminder",
    "ScreeningNote",
    "SectionAnswer",
    "SupplementItem",
    "Thread",
    "UnitInvitation",
    "Upload",
    "Verdict",
]
