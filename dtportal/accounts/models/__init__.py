from dtportal.accounts.models.appointment import Appointment
from dtportal.accounts.models.claim import Claim
from dtportal.accounts.models.invitation import Invitation
from dtportal.accounts.models.officer_invitation import OfficerInvitation
from dtportal.accounts.models.organization import Membership, Organization
from dtportal.accounts.models.user import User

__all__ = ["Appointment", "Claim", "Invitation", "Membership", "OfficerInvitation", "Organization", "User"]
