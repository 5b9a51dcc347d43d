from dtportal.programme.models.bodies import Body, BodyName, Involvement
from dtportal.programme.models.content import Post, PostFile
from dtportal.programme.models.edition import Criterion, Edition, Group, Phase, Tier
from dtportal.programme.models.mail import LetterWording
from dtportal.programme.models.places import Province, Sector

__all__ = [
    "Body",
    "BodyName",
    "Criterion",
    "Edition",
    "Group",
    "Involvement",
    "LetterWording",
    "Phase",
    "Post",
    "PostFile",
    "Province",
    "Sector",
    "Tier",
]
