"""Addresses: Vietnamese without a prefix, English under /en/. The public site, the workspace, the demo's doors."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from dtportal import views

urlpatterns = [
    path("healthz", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("api/v1/", include("awards.urls_api")),
]
urlpatterns += i18n_patterns(
    path("", include("dtportal.programme.urls")),
    path("", include("forums.urls")),
    path("", include("awards.urls")),
    path("", include("nominations.urls_guide")),
    path("work/", views.work, name="work"),
    path("work/", include("dtportal.accounts.urls")),
    path("work/", include("nominations.urls")),
    path("work/", include("assessments.urls")),
    path("accounts/", include("dtportal.accounts.account_urls")),
    path("demo/", include("dtportal.demo.urls")),
    prefix_default_language=False,
)
handler400 = "dtportal.views.bad_request"
handler403 = "dtportal.views.forbidden"
handler404 = "dtportal.views.not_found"
handler500 = "dtportal.views.server_error"
