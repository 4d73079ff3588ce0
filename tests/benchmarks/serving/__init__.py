"""What serving a page costs, against a trivial application, WhiteNoise and Django's own cache, under the same server."""
