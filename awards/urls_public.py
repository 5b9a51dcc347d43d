"""Addresses of what the public sees. They are permanent: papers, search engines and other sites name them."""

from django.urls import path

from awards.views import open_data, public, sharing

LIST = "honorees/<slug:edition>/"
urlpatterns = [
    path("honorees/", public.latest, name="honorees"),
    path(LIST, public.honorees, name="honorees"),
    path(f"{LIST}list/<slug:key>/", public.by_facet, {"facet": "tier"}, name="by_tier"),
    path(f"{LIST}sector/<slug:key>/", public.by_facet, {"facet": "sector"}, name="by_sector"),
    path(f"{LIST}locality/<slug:key>/", public.by_facet, {"facet": "province"}, name="by_locality"),
    path(f"{LIST}kind/<slug:key>/", public.by_facet, {"facet": "kind"}, name="by_kind"),
    path(f"{LIST}versions/<int:number>/", public.version, name="version"),
    path(f"{LIST}decision.pdf", public.decision, name="decision"),
    path(f"{LIST}share.png", sharing.list_image, name="list_image"),
    path(f"{LIST}<slug:slug>/", public.honoree, name="honoree"),
    path(f"{LIST}<slug:slug>/certificate.pdf", public.certificate, name="certificate"),
    path(f"{LIST}<slug:slug>/share.png", sharing.honoree_image, name="honoree_image"),
    path(f"{LIST}<slug:slug>/badge.svg", sharing.badge, name="badge"),
    path(f"{LIST}<slug:slug>/badge.png", sharing.badge_png, name="badge_png"),
    path("verify/", public.verify, name="verify"),
    path("verify/<str:code>/", public.verification, name="verification"),
    path("feed.atom", sharing.feed, name="feed"),
    path("sitemap.xml", sharing.sitemap, name="sitemap"),
    path("open-data/", open_data.about, name="open_data"),
    path("open-data/api/", open_data.api_page, name="api_page"),
    path("open-data/<slug:edition>/<str:name>.<str:form>", open_data.file, name="open_data_file"),
]
