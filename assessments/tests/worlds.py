"""Random worlds of members and dossiers, full of ties of every kind; the same seed makes the same world."""

import random
from types import SimpleNamespace

from allauth.account.models import EmailAddress
from django.utils import timezone

from assessments.models import CouncilMember, InterestStatement, Tie
from dtportal.accounts.models import Membership, Organization, User
from dtportal.programme.models import Body, Edition, Sector
from nominations.models import Colleague, Endorsement, Nomination

DOMAINS = ["gmail.com", "example.org", "alpha.vn", "beta.com.vn", "gamma.gov.vn", "ALPHA.vn"]
NAMES = ["Công ty Bình Minh", "CÔNG TY BÌNH MINH", "Công ty Bình Minh Đỏ", "Hợp tác xã Lúa Mới", "Sở Y tế"]
CODES = ["0100233488", "0100233488-001", "0100109106", "0100109106-012", "0301442379"]


def random_world(seed: int) -> SimpleNamespace:
    """Six members (some with seats of bodies), eight dossiers, and whatever ties the dice make."""
    dice = random.Random(seed)
    edition = Edition.objects.get(slug="2023")
    edition.locality_is_conflict = dice.random() < 0.5
    edition.save()
    bodies = list(Body.objects.order_by("pk")[:4])
    provinces = list(edition.localities()[:4])
    bodies[0].province = dice.choice(provinces)
    bodies[0].save()
    sector = Sector.objects.first()
    users = [
        User.objects.create_user(f"p{number}@{dice.choice(DOMAINS).lower()}", full_name=f"Người {number}")
        for number in range(6)
    ]
    members = [
        CouncilMember.objects.create(
            edition=edition,
            user=user,
            body=dice.choice([None, *bodies]),
            province=dice.choice([None, *provinces]),
        )
        for user in users
    ]
    codes = dice.sample(CODES, len(CODES))
    nominations = []
    for number in range(8):
        organization = Organization.objects.create(
            name=dice.choice(NAMES),
            org_type=Organization.Type.ENTERPRISE,
            province=dice.choice(provinces),
            tax_code=codes[number] if number < len(codes) else None,
            email=dice.choice(["", f"x{number}@{dice.choice(DOMAINS)}"]),
        )
        nominations.append(
            Nomination.objects.create(
                edition=edition,
                organization=organization,
                sector=sector,
                province=organization.province,
                reference=f"W-{seed}-{number}",
                status=Nomination.Status.SUBMITTED,
                created_by=users[0],
            )
        )
    world = SimpleNamespace(edition=edition, members=members, users=users, nominations=nominations)
    for _times in range(12):
        dice.choice(TIES)(dice, world, bodies)
    return world


def _belong(dice, world, bodies) -> None:
    organization = dice.choice(world.nominations).organization
    Membership.objects.get_or_create(user=dice.choice(world.users), organization=organization)


def _write(dice, world, bodies) -> None:
    user = dice.choice(world.users)
    Colleague.objects.get_or_create(
        nomination=dice.choice(world.nominations), email=user.email, section="",
        defaults={"invited_by": user, "accepted_by": user, "accepted_at": timezone.now()},
    )  # fmt: skip


def _state(dice, world, bodies) -> None:
    has_conflict = dice.random() < 0.6
    InterestStatement.objects.get_or_create(
        member=dice.choice(world.members),
        nomination=dice.choice(world.nominations),
        defaults={"has_conflict": has_conflict, "ground": "family" if has_conflict else ""},
    )


def _endorse(dice, world, bodies) -> None:
    status = dice.choice([Endorsement.Status.ENDORSED, Endorsement.Status.REQUESTED])
    decided = {"decided_at": timezone.now(), "decided_by": world.users[0]} if status == "endorsed" else {}
    Endorsement.objects.get_or_create(
        nomination=dice.choice(world.nominations),
        body=dice.choice(bodies),
        defaults={"status": status, **decided},
    )


def _tie(dice, world, bodies) -> None:
    named = dice.choice(
        [
            {"organization": dice.choice(world.nominations).organization},
            {"body": dice.choice(bodies)},
            {"tax_code": dice.choice(CODES)},
            {"name": dice.choice(NAMES)},
        ]
    )
    over = {"ended_at": timezone.now(), "end_reason": "Nhầm."} if dice.random() < 0.2 else {}
    user = dice.choice(world.users)
    Tie.objects.create(edition=world.edition, user=user, kind=Tie.Kind.EMPLOYER, **named, **over)


def _address(dice, world, bodies) -> None:
    user, number = dice.choice(world.users), dice.randrange(10**9)
    EmailAddress.objects.create(
        user=user, email=f"m{number}@{dice.choice(DOMAINS)}", verified=dice.random() < 0.7
    )


TIES = [_belong, _write, _state, _endorse, _tie, _tie, _address]
