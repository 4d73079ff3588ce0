"""The files of .deploy agree with each other and with the site. That each is well formed is asked by .ci/deploy.sh."""

import re

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from ruamel.yaml import YAML

from clinic_site import gunicorn

DEPLOY = settings.BASE_DIR / ".deploy"
COMPOSE = YAML(typ="safe").load(DEPLOY / "compose.yaml")
MANIFESTS = {
    (manifest["kind"], manifest["metadata"]["name"]): manifest
    for file in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    if file.name != "kustomization.yaml"
    for manifest in YAML(typ="safe").load_all(file)
}


def pods():
    """Name and specification of everything that runs in the cluster."""
    for (kind, name), manifest in MANIFESTS.items():
        if kind == "Deployment":
            yield name, manifest["spec"]["template"]["spec"]
        if kind == "CronJob":
            yield name, manifest["spec"]["jobTemplate"]["spec"]["template"]["spec"]


PODS = dict(pods())


def containers():
    return [
        pytest.param(container, id=f"{name}-{container['name']}")
        for name, pod in PODS.items()
        for container in [*pod.get("initContainers", []), *pod["containers"]]
    ]


def commands():
    found = [container.values[0].get("command", []) for container in containers()]
    return [words for words in [*found, *(s["command"] for s in COMPOSE["services"].values() if "command" in s)]
            if words[:2] == ["python", "manage.py"]]  # fmt: skip


@pytest.mark.parametrize("container", containers())
def test_no_container_may_more_than_it_needs(container):
    rights = container["securityContext"]

    assert (rights["readOnlyRootFilesystem"], rights["allowPrivilegeEscalation"]) == (True, False)
    assert rights["capabilities"] == {"drop": ["ALL"]}
    assert {"memory", "cpu"} <= container["resources"]["requests"].keys()
    assert "memory" in container["resources"]["limits"]


@pytest.mark.parametrize("name", PODS)
def test_no_pod_runs_as_root_or_may_ask_the_cluster(name):
    pod = PODS[name]

    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] > 0
    assert pod["automountServiceAccountToken"] is False


@pytest.mark.parametrize("name", ["web1", "web2", "prepare", "nginx", "cache"])
def test_no_container_of_the_compose_file_writes_outside_its_volumes(name):
    service = COMPOSE["services"][name]

    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])


def test_every_command_that_is_run_takes_its_words():
    known = get_commands()

    for words in commands():
        parser = load_command_class(known[words[2]], words[2]).create_parser("manage.py", words[2])
        parser.parse_args(words[3:])  # ends the test with a sentence when it does not know one

    assert {words[2] for words in commands()} == {"backup", "prepare", "send_reminders", "start"}


def test_every_variable_that_is_set_is_one_of_the_site():
    known = set(re.findall(r"^([A-Z_]+)=", (settings.BASE_DIR / ".env.example").read_text(), re.MULTILINE))
    given = {
        *MANIFESTS["ConfigMap", "site"]["data"],
        *MANIFESTS["Secret", "site"]["stringData"],
        *COMPOSE["services"]["web1"]["environment"],
    }

    assert given - known == set()


def test_the_example_of_a_secret_holds_none():
    values = MANIFESTS["Secret", "site"]["stringData"].values()

    assert all(not value or ":password@" in value or ":secret@" in value for value in values)


def test_readers_are_served_while_the_database_is_away():
    [web] = PODS["web"]["containers"]

    assert web["startupProbe"]["httpGet"]["path"] == "/readyz"
    assert web["readinessProbe"]["httpGet"]["path"] == web["livenessProbe"]["httpGet"]["path"] == "/healthz"


@pytest.mark.parametrize("name", ["web", "nginx"])
def test_a_release_takes_no_pod_away_before_the_next_serves(name):
    spec = MANIFESTS["Deployment", name]["spec"]

    assert spec["replicas"] >= 2
    assert spec["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert MANIFESTS["PodDisruptionBudget", name]["spec"]["minAvailable"] == 1
    assert spec["template"]["spec"]["terminationGracePeriodSeconds"] > 5 + gunicorn.graceful_timeout


def test_nginx_asks_the_containers_of_the_compose_file():
    asked = re.findall(r"^server ([\d.]+):8000", (DEPLOY / "compose/here/machines.conf").read_text(), re.MULTILINE)
    there = [COMPOSE["services"][name]["networks"]["front"]["ipv4_address"] for name in ("web1", "web2")]

    assert asked == there


def test_the_cluster_gets_every_file_of_nginx():
    listed = YAML(typ="safe").load(DEPLOY / "nginx/kustomization.yaml")["configMapGenerator"][1]["files"]
    there = [f"site/{path.name}" for path in sorted((DEPLOY / "nginx/site").iterdir())]

    # Its ingress ends TLS.
    assert listed == [name for name in there if name != "site/tls.conf"]


def test_nginx_lets_go_of_a_connection_before_the_site_does():
    [seconds] = re.findall(r"keepalive_timeout (\d+)s;", (DEPLOY / "nginx/site/upstream.conf").read_text())

    assert int(seconds) < gunicorn.keepalive
