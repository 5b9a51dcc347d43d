"""What is closed to one person, as a condition in the database; why, and the answer for many, is in `conflicts`.

It stands here because the querysets of this package ask it.
"""

from allauth.account.models import EmailAddress
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Left, Lower, StrIndex, Substr

from assessments.mail_domains import EVERYBODYS, domain_of
from assessments.models.council import CouncilMember, InterestStatement
from assessments.models.interests import ROOT_OF_TAX_CODE, Tie
from dtportal.accounts import ties
from dtportal.accounts.models import Membership, Organization, User
from dtportal.compiled import Compiled
from nominations.models import Endorsement, Nomination


def closed_to(user) -> QuerySet[Nomination]:
    """Nominations that a person may learn nothing of in his office."""
    return Nomination.objects.filter(pk__in=closed_ids(user))


def closed_ids(user) -> RawSQL:
    """The same for `filter(nomination__in=…)`: one subquery less to nest, of which SQLite parses only so many."""
    domain = domain_of(getattr(user, "email", ""))
    return _CLOSED(user.pk, None if domain in EVERYBODYS else domain)


def _closed(user_id: int, domain: str) -> QuerySet:
    user = User(pk=user_id)
    found = Nomination.objects.filter(
        ties.condition(user)
        | Exists(_stated(user))
        | Exists(_endorsed_by_own_body(user))
        | Exists(_ties(user))
        | Exists(_seat(user)) & _own_mail_domain(user, domain)
        | Q(edition__locality_is_conflict=True) & Exists(_same_locality(user))
    )
    return found.order_by().values("pk")


_CLOSED = Compiled(_closed, int, str)


def _stated(user) -> QuerySet:
    return InterestStatement.objects.filter(nomination=OuterRef("pk"), member__user=user, has_conflict=True)


def _seat(user) -> QuerySet:
    return CouncilMember.objects.filter(user=user, edition=OuterRef("edition"))


def _endorsed_by_own_body(user) -> QuerySet:
    edition = OuterRef("nomination__edition")
    seat = CouncilMember.objects.filter(user=user, body=OuterRef("body"), edition=edition)
    acts = Tie.objects.standing().filter(user=user, body=OuterRef("body"), edition=edition)
    return Endorsement.objects.endorsed().filter(Exists(seat) | Exists(acts), nomination=OuterRef("pk"))


def _ties(user) -> QuerySet:
    rows = Tie.objects.standing().filter(user=user, edition=OuterRef("edition"))
    code = ExpressionWrapper(OuterRef("organization__tax_code"), output_field=CharField())
    name = ExpressionWrapper(OuterRef("organization__sort_key"), output_field=CharField())
    return rows.alias(theirs=Left(code, ROOT_OF_TAX_CODE), called=name).filter(
        Q(organization=OuterRef("organization"))
        | Q(tax_root__gt="", tax_root=F("theirs"))
        | Q(name_key__gt="", called__startswith=F("name_key"))
    )


def _own_mail_domain(user, domain: str) -> Q:
    """Organisations whose address, or a representative's, is of a domain in which this person has one, too."""
    addresses = _with_domain(EmailAddress.objects.filter(user=user, verified=True))
    own = Q(domain=domain) | Q(domain__in=addresses.exclude(domain__in=EVERYBODYS).values("domain"))
    known = _with_domain(Organization.objects.exclude(email="")).filter(own)
    represented = _with_domain(Membership.objects.all(), "user__email").filter(own)
    return Q(organization__in=known.values("pk")) | Q(organization__in=represented.values("organization"))


def _with_domain(rows: QuerySet, path: str = "email") -> QuerySet:
    """`domain`: what stands after the @, in lower case."""
    return rows.order_by().annotate(domain=Lower(Substr(path, StrIndex(path, Value("@")) + 1)))


def _same_locality(user) -> QuerySet:
    here = OuterRef("province")
    return _seat(user).filter(Q(province=here) | Q(body__province=here))
