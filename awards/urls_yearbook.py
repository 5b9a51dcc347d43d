from django.urls import path

from awards.views import yearbook

urlpatterns = [
    path("work/<slug:edition>/yearbook/", yearbook.yearbooks, name="yearbooks"),
    path("work/<slug:edition>/yearbook/order/", yearbook.order, name="yearbook_order"),
    path("work/<slug:edition>/yearbook/<int:pk>/", yearbook.yearbook, name="yearbook"),
    path("work/<slug:edition>/yearbook/<int:pk>/progress/", yearbook.progress, name="yearbook_progress"),
    path("work/<slug:edition>/yearbook/<int:pk>/cancel/", yearbook.cancel, name="yearbook_cancel"),
    path("work/<slug:edition>/yearbook/<int:pk>/file/", yearbook.file, name="yearbook_file"),
]
