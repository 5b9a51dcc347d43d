"""The public pages of forums; the organisers' desk and the door in the workspace."""

from django.urls import path

from forums.views import checkin, organiser, public

app_name = "forums"
urlpatterns = [
    path("forums/", public.forum_list, name="list"),
    path("forums/registrations/<str:token>/", public.registration, name="registration"),
    path("forums/<slug:edition>/<slug:slug>/", public.detail, name="detail"),
    path("forums/<slug:edition>/<slug:slug>/register/", public.register, name="register"),
    path("forums/<slug:edition>/<slug:slug>/calendar.ics", public.calendar, name="calendar"),
    path("work/doors/", checkin.doors, name="doors"),
    path("work/doors/<slug:edition>/<slug:slug>/", checkin.door, name="door"),
    path("work/doors/<slug:edition>/<slug:slug>/<int:pk>/", checkin.check_in, name="check_in"),
    path("work/<slug:edition>/forums/", organiser.manage, name="manage"),
    path("work/<slug:edition>/forums/new/", organiser.create, name="create"),
    path("work/<slug:edition>/forums/<slug:slug>/", organiser.edit, name="edit"),
    path("work/<slug:edition>/forums/<slug:slug>/status/", organiser.change_status, name="change_status"),
    path("work/<slug:edition>/forums/<slug:slug>/guests/", organiser.guests, name="guests"),
]
