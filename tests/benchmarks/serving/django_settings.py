"""A Django project as `startproject` makes it, with its cache for whole pages, and one view that answers with ready bytes."""

import os

from django.http import HttpResponse
from django.urls import re_path

from .peers import answers, shared_headers

SECRET_KEY = "of a benchmark"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = __name__
USE_TZ = True
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
]
MIDDLEWARE = [
    "django.middleware.cache.UpdateCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.cache.FetchFromCacheMiddleware",
]
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": os.environ["PEER_CACHE"]}
    if os.environ.get("PEER_CACHE")
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
READY = answers()
SAME = dict(shared_headers(READY["/identity"]))


def page(request):
    return HttpResponse(READY[request.path].body, headers=SAME)


urlpatterns = [re_path("", page)]
