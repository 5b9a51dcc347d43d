from django.urls import path

from nominations.views import imports

urlpatterns = [
    path("<slug:slug>/imports/", imports.listing, name="imports"),
    path("<slug:slug>/imports/template.xlsx", imports.template, name="import_template"),
    path("<slug:slug>/imports/<int:pk>/", imports.batch, name="import"),
    path("<slug:slug>/imports/<int:pk>/confirm/", imports.confirm, name="import_confirm"),
    path("<slug:slug>/imports/<int:pk>/mistakes.csv", imports.mistakes, name="import_mistakes"),
    path("<slug:slug>/imports/<int:pk>/list.xlsx", imports.workbook, name="import_file"),
]
