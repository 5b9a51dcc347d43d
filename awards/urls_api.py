"""The API, outside both languages: its data carry the names in both."""

from django.urls import path

from awards import api
from awards.views import open_data

app_name = "api"
urlpatterns = [
    path("", open_data.api_root, name="root"),
    path("openapi.json", open_data.openapi, name="openapi"),
    *api.addresses(),
]
