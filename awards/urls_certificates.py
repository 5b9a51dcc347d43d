from django.urls import path

from awards.views import certificates

HERE = "work/<slug:edition>/certificates/"
urlpatterns = [
    path(HERE, certificates.certificates, name="certificates"),
    path(f"{HERE}order/", certificates.order, name="certificates_order"),
    path(f"{HERE}<int:pk>/progress/", certificates.progress, name="certificates_progress"),
    path(f"{HERE}<int:pk>/file/", certificates.file, name="certificates_file"),
]
