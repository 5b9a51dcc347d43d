from nominations.models.dossier import Dossier, Evidence, SectionAnswer
from nominations.models.imports import ImportBatch
from nominations.models.nomination import Endorsement, Nomination, ScreeningNote

__all__ = [
    "Dossier",
    "Endorsement",
    "Evidence",
    "ImportBatch",
    "Nomination",
    "ScreeningNote",
    "SectionAnswer",
]
