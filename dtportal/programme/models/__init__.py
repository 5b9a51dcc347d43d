from dtportal.programme.models.bodies import Body, BodyName, Involvement
from dtportal.programme.models.content import Post, PostFile
from dtportal.programme.models.edition import Edition, Group, Phase, Tier
from dtportal.programme.models.holidays import Holiday
from dtportal.programme.models.mail import LetterWording
from dtportal.programme.models.places import Province, Sector
from dtportal.programme.models.rubric import Criterion, FrozenRule, RubricPart
from dtportal.programme.models.snapshot import PublicVersion

__all__ = [
    "Body",
    "BodyName",
    "Criterion",
    "Edition",
    "FrozenRule",
    "Group",
    "Holiday",
    "Involvement",
    "LetterWording",
    "Phase",
    "Post",
    "PostFile",
    "Province",
    "PublicVersion",
    "RubricPart",
    "Sector",
    "Tier",
]
