"""The office's side of a rehearsal, illustrative: documents on file, submission and decision numbered and signed."""

from datetime import date

from django.core.files.base import ContentFile

from awards import actions as awards
from awards.models import OnFile, Paper, Roll
from awards.rehearsal.evidence import illustrative_page
from awards.rehearsal.players import Players
from dtportal.accounts.models import User
from dtportal.programme import clock
from dtportal.programme.calendar import VIETNAM
from dtportal.text import fold

# Kind, number, month and day of the edition's year, who issued it.
DOCUMENTS = [
    (OnFile.Kind.PERMIT, "12/MH-CP", (2, 10), "Cơ quan cho phép (minh họa)"),
    (OnFile.Kind.SCHEME, "03/ĐA-BTC", (2, 15), "Ban Tổ chức (minh họa)"),
    (OnFile.Kind.STATUTE, "04/QC-BTC", (2, 20), "Ban Tổ chức (minh họa)"),
]
PAPERS = (Paper.Kind.SUBMISSION, Paper.Kind.DECISION)


def put_on_file(players: Players, besides: User | None) -> int:
    """Oanh files permit, Đề án and Quy chế."""
    edition, organiser = players.edition, players.cast.oanh
    kept = set(edition.on_file.standing().values_list("kind", flat=True))
    wanted = [row for row in DOCUMENTS if row[0] not in kept]
    if organiser == besides:
        return 0
    for kind, number, day, issued_by in wanted:
        page = illustrative_page([fold(str(kind.label)).upper(), "(du lieu minh hoa)", fold(number).upper()])
        awards.put_on_file(
            edition,
            by=organiser,
            kind=kind,
            number=number,
            dated=date(edition.year, *day),
            issued_by=issued_by,
            file=ContentFile(page, name=f"{kind}.pdf"),
        )
    return len(wanted)


def file_papers(players: Players, besides: User | None) -> int:
    """Minh writes submission and decision on the signed list, has them numbered and signed, files them."""
    edition, secretary = players.edition, players.cast.minh
    done = put_on_file(players, besides)
    roll = edition.rolls.filter(status=Roll.Status.SIGNED).first()
    if roll is None or secretary == besides:
        return done
    today = clock.now(edition).astimezone(VIETNAM).date()
    for kind in PAPERS:
        if Paper.objects.filter(roll=roll, kind=kind).exists():
            continue
        paper = awards.draft_paper(edition, kind, by=secretary, roll=roll)
        paper = awards.number_paper(paper, by=secretary, dated=today)
        page = illustrative_page([fold(paper.label).upper(), "(du lieu minh hoa)"])
        awards.attach_scan(paper, by=secretary, scan=ContentFile(page, name="ban-ky.pdf"))
        awards.file_paper(paper, by=secretary)
        done += 1
    return done
