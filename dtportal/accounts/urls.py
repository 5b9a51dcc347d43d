"""Pages of the workspace about people, organisations and the edition itself."""

from django.urls import path

from dtportal.accounts.views import (
    bodies,
    claims,
    editions,
    journal,
    letters,
    mails,
    members,
    offices,
    organizations,
    posts,
)

app_name = "accounts"
urlpatterns = [
    path("organizations/", organizations.organizations, name="organizations"),
    path("organizations/new/", organizations.organization_new, name="organization_new"),
    path("organizations/claim/", claims.claim_new, name="claim_new"),
    path("organizations/<int:pk>/", organizations.organization, name="organization"),
    path("organizations/<int:pk>/edit/", organizations.organization_edit, name="organization_edit"),
    path("organizations/<int:pk>/invite/", members.invite, name="invite"),
    path(
        "organizations/<int:pk>/invitations/<int:invitation_pk>/take-back/",
        members.invitation_revoke,
        name="invitation_revoke",
    ),
    path(
        "organizations/<int:pk>/members/<int:member_pk>/remove/", members.member_remove, name="member_remove"
    ),
    path("organizations/<int:pk>/members/<int:member_pk>/hand-over/", members.hand_over, name="hand_over"),
    path("invitations/<str:token>/", members.invitation, name="invitation"),
    path("invitations/officer/<str:token>/", bodies.officer_invitation, name="officer_invitation"),
    path("<slug:slug>/organizations/enter/", organizations.organization_enter, name="organization_enter"),
    path("<slug:slug>/bodies/", bodies.bodies, name="bodies"),
    path("<slug:slug>/bodies/new/", bodies.body_new, name="body_new"),
    path("<slug:slug>/bodies/<int:pk>/", bodies.body, name="body"),
    path("<slug:slug>/officers/<int:pk>/end/", bodies.officer_end, name="officer_end"),
    path(
        "<slug:slug>/officer-invitations/<int:pk>/take-back/",
        bodies.officer_take_back,
        name="officer_take_back",
    ),
    path("claims/<int:pk>/", claims.claim, name="claim"),
    path("claims/<int:pk>/answer/", claims.claim_answer, name="claim_answer"),
    path("claims/<int:pk>/withdraw/", claims.claim_withdraw, name="claim_withdraw"),
    path("claims/<int:pk>/document/", claims.claim_document, name="claim_document"),
    path("<slug:slug>/claims/", claims.claims, name="claims"),
    path("<slug:slug>/claims/<int:pk>/", claims.claim_decide, name="claim_decide"),
    path("<slug:slug>/appointments/", offices.appointments, name="appointments"),
    path("<slug:slug>/appointments/<int:pk>/end/", offices.appointment_end, name="appointment_end"),
    path(
        "<slug:slug>/appointments/<int:pk>/replace/", offices.appointment_replace, name="appointment_replace"
    ),
    path("<slug:slug>/edition/", editions.edition, name="edition"),
    path("<slug:slug>/edition/clock/", editions.edition_clock, name="edition_clock"),
    path("<slug:slug>/edition/council/", editions.edition_council_rules, name="edition_council_rules"),
    path("<slug:slug>/edition/pages/", editions.edition_pages_due, name="edition_pages_due"),
    path("<slug:slug>/edition/phases/<int:pk>/", editions.edition_phase, name="edition_phase"),
    path("<slug:slug>/posts/", posts.posts, name="posts"),
    path("<slug:slug>/posts/new/", posts.post_new, name="post_new"),
    path("<slug:slug>/posts/<int:pk>/", posts.post, name="post"),
    path("<slug:slug>/posts/<int:pk>/publish/", posts.post_publish, name="post_publish"),
    path("<slug:slug>/posts/<int:pk>/files/", posts.post_file, name="post_file"),
    path(
        "<slug:slug>/posts/<int:pk>/files/<int:file_pk>/remove/",
        posts.post_file_remove,
        name="post_file_remove",
    ),
    path("<slug:slug>/letters/", letters.letter_list, name="letters"),
    path("<slug:slug>/letters/<str:name>/<str:language>/", letters.letter, name="letter"),
    path("<slug:slug>/mails/", mails.mails, name="mails"),
    path("<slug:slug>/mails/<int:pk>/", mails.mail, name="mail"),
    path("<slug:slug>/mails/<int:pk>/again/", mails.mail_again, name="mail_again"),
    path("<slug:slug>/journal/", journal.journal, name="journal"),
]
