"""Addresses of official papers: the register, what is on file, the report, the brief."""

from django.urls import path

from awards.views import brief, on_file, papers, reports

PAPER = "work/<slug:edition>/papers/<int:pk>/"
urlpatterns = [
    path("legal/<slug:edition>/", on_file.legal, name="legal"),
    path("legal/<slug:edition>/<int:pk>/", on_file.legal_file, name="legal_file"),
    path("work/<slug:edition>/papers/", papers.papers, name="papers"),
    path("work/<slug:edition>/papers/new/", papers.new, name="paper_new"),
    path(PAPER, papers.paper, name="paper"),
    path(f"{PAPER}change/", papers.change, name="paper_change"),
    path(f"{PAPER}discard/", papers.discard, name="paper_discard"),
    path(f"{PAPER}number/", papers.number, name="paper_number"),
    path(f"{PAPER}attach/", papers.attach, name="paper_attach"),
    path(f"{PAPER}file/", papers.file, name="paper_file"),
    path(f"{PAPER}void/", papers.void, name="paper_void"),
    path(f"{PAPER}pdf/", papers.download, {"form": "pdf"}, name="paper_pdf"),
    path(f"{PAPER}docx/", papers.download, {"form": "docx"}, name="paper_docx"),
    path(f"{PAPER}scan/", papers.scan, name="official_scan"),
    path("work/<slug:edition>/on-file/", on_file.on_file, name="on_file"),
    path("work/<slug:edition>/on-file/<int:pk>/", on_file.document, name="on_file_document"),
    path("work/<slug:edition>/reports/", reports.reports, name="reports"),
    path("work/<slug:edition>/reports/order/", reports.order, name="report_order"),
    path("work/<slug:edition>/reports/<int:pk>/", reports.report, name="report"),
    path("work/<slug:edition>/reports/<int:pk>/register/", reports.register, name="report_register"),
    path("work/<slug:edition>/reports/<int:pk>/pdf/", reports.file, {"form": "pdf"}, name="report_pdf"),
    path("work/<slug:edition>/reports/<int:pk>/docx/", reports.file, {"form": "docx"}, name="report_docx"),
    path("work/<slug:edition>/brief/", brief.brief, name="brief"),
    path("work/<slug:edition>/brief/pdf/", brief.brief_pdf, name="brief_pdf"),
]
