"""Pages of the workspace about people, organisations and the edition itself."""

from django.urls import path

from dtportal.accounts.views import editions, journal, offices, organizations, posts

app_name = "accounts"
urlpatterns = [
    path("organizations/", organizations.organizations, name="organizations"),
    path("organizations/new/", organizations.organization_new, name="organization_new"),
    path("organizations/<int:pk>/", organizations.organization, name="organization"),
    path("organizations/<int:pk>/edit/", organizations.organization_edit, name="organization_edit"),
    path("<slug:slug>/appointments/", offices.appointments, name="appointments"),
    path("<slug:slug>/appointments/<int:pk>/end/", offices.appointment_end, name="appointment_end"),
    path(
        "<slug:slug>/appointments/<int:pk>/replace/", offices.appointment_replace, name="appointment_replace"
    ),
    path("<slug:slug>/edition/", editions.edition, name="edition"),
    path("<slug:slug>/edition/clock/", editions.edition_clock, name="edition_clock"),
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
    path("<slug:slug>/journal/", journal.journal, name="journal"),
]
