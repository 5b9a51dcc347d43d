from forums.models.forum import Forum
from forums.models.registration import Registration

__all__ = ["Forum", "Registration"]
