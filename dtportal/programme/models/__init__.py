from dtportal.programme.models.bodies import Body, BodyName, Involvement
from dtportal.programme.models.content import Post, PostFile
from dtportal.programme.models.edition import Edition, Group, Phase, Tier
from dtportal.programme.models.mail import LetterWording
from dtportal.programme.models.places import Province, Sector
from dtportal.programme.models.rubric import Criterion, FrozenRule, RubricPart

__all__ = [
    "Body",
    "BodyName",
    "Criterion",
    "Edition",
    "FrozenRule",
    "Group",
    "Involvement",
    "LetterWording",
    "Phase",
    "Post",
    "PostFile",
    "Province",
    "RubricPart",
    "Sector",
    "Tier",
]
