#!/usr/bin/env bash
# The files of .deploy, each read by a program that knows its kind.
set -euo pipefail
cd "$(dirname "$0")/.."
.venv/bin/pip install -q "check-jsonschema==0.39.0" "kubernetes-validate==1.37.0" "gixy-ng==0.2.59"

.venv/bin/hadolint .deploy/s3.Dockerfile
.venv/bin/check-jsonschema --quiet --builtin-schema vendor.compose-spec .deploy/compose.yaml
mapfile -t manifests < <(find .deploy/kubernetes -maxdepth 1 -name '*.yaml' ! -name kustomization.yaml)
.venv/bin/kubernetes-validate --strict --quiet --no-warn -k 1.34 "${manifests[@]}"
# Not asked: names of machines are numbers or renewed (missing_resolver); the site itself sends HSTS (hsts_header).
for place in nginx compose kubernetes; do
  folder=$(mktemp -d)
  cp -r .deploy/nginx/. "$folder"
  cp .deploy/"$place"/here/* "$folder/here/"
  .venv/bin/gixy --skips missing_resolver,hsts_header "$folder/nginx.conf" >"$folder/said" || { cat "$folder/said"; exit 1; }
  rm -r "$folder"
done
