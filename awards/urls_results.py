"""Addresses of the result bundle: the public ones, and the auditor's."""

from django.urls import path

from awards.views import results, results_work

urlpatterns = [
    path("results/<slug:edition>/", results.results, name="results"),
    path("results/<slug:edition>/bundle-<int:version>.zip", results.bundle, name="results_bundle"),
    path("verify-results/", results.check, name="results_check"),
    path("verify-results/keys.pem", results.keys, name="results_keys"),
    path("verify-results/verify_results.py", results.script, name="results_script"),
    path("verify-results/opened/<str:token>/", results.handed, name="results_handed"),
    path("work/<slug:edition>/opened/", results_work.readers, name="results_readers"),
    path("work/<slug:edition>/opened/whole/", results_work.whole, name="results_whole"),
    path("work/<slug:edition>/opened/readers/<int:pk>/end/", results_work.end, name="results_reader_end"),
]
