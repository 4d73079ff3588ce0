"""What is made smaller on its way: words. Pictures are as small as they get, and go from the disk to the network."""

from django.middleware.gzip import GZipMiddleware


class CompressWords(GZipMiddleware):
    """Django's, without pictures: it would read each into Python and make it larger by its own head."""

    def process_response(self, request, response):
        if response.headers.get("Content-Type", "") in ("image/webp", "image/jpeg", "image/png"):
            return response
        return super().process_response(request, response)
