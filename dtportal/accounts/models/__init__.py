from dtportal.accounts.models.appointment import Appointment
from dtportal.accounts.models.organization import Membership, Organization
from dtportal.accounts.models.user import User

__all__ = ["Appointment", "Membership", "Organization", "User"]
