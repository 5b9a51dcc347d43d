"""The council sees that a dossier was keyed in from paper."""

import pytest
from django.urls import reverse

from assessments import actions
from nominations.models import Dossier

pytestmark = pytest.mark.django_db


def test_a_member_sees_whose_hand_typed_a_paper_dossier(cast, assigned, give_to, sign_in):
    round = assigned()
    assignment = give_to(cast.hanh, round)
    actions.state_interest(assignment, by=cast.hanh, has_conflict=False)
    browser, url = sign_in(cast.hanh), reverse("assessments:score", args=[assignment.pk])
    plain = browser.get(url)
    assert plain.status_code == 200 and "Nhập từ bản giấy" not in plain.content.decode()
    dossier = Dossier.objects.get(pk=assignment.entry.dossier_id)
    mark = {
        "received_on": "2023-05-04",
        "archive_number": "07/HSG",
        "keyed_in_by": cast.minh.full_name,
        "confirmed_by": "Đỗ Thị Hoa Minh Họa",
        "scan_sha256": "",
    }
    Dossier.objects.filter(pk=dossier.pk).update(content={**dossier.content, "paper": mark})
    for address in (url, reverse("assessments:dossier", args=[assignment.entry.nomination.reference])):
        page = browser.get(address).content.decode()
        assert "Nhập từ bản giấy" in page and "07/HSG" in page and "04/05/2023" in page
