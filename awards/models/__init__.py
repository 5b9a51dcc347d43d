from awards.models.honor import Honor
from awards.models.rehearsal import RehearsalRun
from awards.models.roll import Roll, RollEntry, Signature
from awards.models.yearbook import Yearbook, YearbookPart

__all__ = ["Honor", "RehearsalRun", "Roll", "RollEntry", "Signature", "Yearbook", "YearbookPart"]
