# The image of the site with what it needs for a bucket of pictures:
#   docker build --tag clinic-site . && docker build --tag clinic-site:s3 --file .deploy/s3.Dockerfile .deploy
ARG SITE=clinic-site
# hadolint ignore=DL3006
FROM ${SITE}
USER 0
COPY requirements-s3.txt /tmp/
RUN pip install --no-cache-dir --requirement /tmp/requirements-s3.txt
USER 10001:10001
