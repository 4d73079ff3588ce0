"""Addresses of the site: staff's under /admin/, everything else belongs to the readers."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    # Ours first: the stock admin answers every address below its own.
    path("admin/", include("clinic_site.sign_in_urls")),
    path("admin/", include("therapies.staff.urls")),
    path("admin/", admin.site.urls),
    path("", include("therapies.urls")),
]

handler400 = "clinic_site.errors.bad_request"
handler403 = "clinic_site.errors.forbidden"
handler404 = "clinic_site.errors.not_found"
handler500 = "clinic_site.errors.server_error"
