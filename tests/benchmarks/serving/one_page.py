"""One page, asked for over and over by 8 connections: the site against the limit, WhiteNoise and Django's cache."""

from __future__ import annotations

import pickle
from contextlib import ExitStack
from pathlib import Path

from .client import answer_of, request
from .peers import Answer
from .rounds import CLIENT_CORE, SERVER_CORE, Goal, Row, Subject, measured, print_head
from .servers import Server, redis, serving

PAGE = "/guide/questions-to-ask/"  # the text of the site that makes a page of about 20 KB
CODINGS = ("identity", "gzip", "br")
# The server writes these itself.
OF_THE_SERVER = {"server", "date", "connection", "transfer-encoding"}
OURS = "clinic_site.wsgi:application"
PEER = "tests.benchmarks.serving.peers:"


def run(folder: Path, *, variables: dict[str, str], rounds: int, seconds: float) -> list[Goal]:
    with ExitStack() as running:
        core = {SERVER_CORE}
        ours = running.enter_context(serving(OURS, variables=variables, cores=core))
        file = folder / "answers.pickle"
        etag = keep_answers(ours, file)
        peers = {"ANSWERS": str(file)}
        limit = running.enter_context(serving(PEER + "trivial()", variables=peers, cores=core))
        files = running.enter_context(serving(PEER + "static_files()", variables=peers, cores=core))
        peers["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.serving.django_settings"
        memory = running.enter_context(serving(PEER + "django_cache()", variables=peers, cores=core))
        address = running.enter_context(redis(folder, cores={CLIENT_CORE}))
        of_redis = peers | {"PEER_CACHE": address}
        with_redis = running.enter_context(serving(PEER + "django_cache()", variables=of_redis, cores=core))
        print_head(f"One page, {len(pickle.loads(file.read_bytes())['/identity'].body):,} bytes, 8 connections")  # noqa: S301
        subjects = [
            *(Subject(f"limit: trivial WSGI, {what}", limit, [request(f"/{what}")]) for what in CODINGS),
            Subject("limit: trivial WSGI, 304", limit, [request("/304")], b"304"),
            *(Subject(f"ours, {coding}", ours, [request(PAGE, coding=coding)]) for coding in CODINGS),
            Subject("ours, 304", ours, [request(PAGE, coding="gzip", etag=etag)], b"304"),
            Subject("WhiteNoise, identity", files, [request("/identity.html")]),
            Subject("Django's cache middleware, in memory", memory, [request("/identity")]),
            Subject("Django's cache middleware, Redis", with_redis, [request("/identity")]),
        ]
        refuse_other_bytes(subjects)
        return goals_of({row.name: row for row in measured(subjects, rounds=rounds, seconds=seconds)})


def keep_answers(ours: Server, file: Path) -> str:
    """What the site answers, for the others to answer as well; the ETag of the gzip answer."""
    kept = {f"/{coding}": given(ours, request(PAGE, coding=coding)) for coding in CODINGS}
    etag = dict(kept["/gzip"].headers)["ETag"]
    kept["/304"] = given(ours, request(PAGE, coding="gzip", etag=etag))
    file.write_bytes(pickle.dumps(kept))
    return etag


def given(server: Server, message: bytes) -> Answer:
    status, headers, body = answer_of(server.port, message)
    return Answer(status, [(name, value) for name, value in headers if name.lower() not in OF_THE_SERVER], body)


def refuse_other_bytes(subjects: list[Subject]) -> None:
    """Whoever sends fewer bytes is faster: all answers of one coding must be the same."""
    bodies: dict[str, set[bytes]] = {}
    for subject in subjects:
        coding = next((coding for coding in (*CODINGS, "304") if coding in subject.name), "identity")
        bodies.setdefault(coding, set()).add(answer_of(subject.server.port, subject.requests[0])[2])
    different = [coding for coding, found in bodies.items() if len(found) != 1]
    if different:
        raise SystemExit(f"Not everybody sends the same bytes: {', '.join(different)}.")


def goals_of(rows: dict[str, Row]) -> list[Goal]:
    limit, ours = rows["limit: trivial WSGI, identity"], rows["ours, identity"]
    gunicorn = "gunicorn's own Python for each request"
    return [
        Goal("cached article, CPU: limit / ours", limit.cpu / ours.cpu, 0.90, gunicorn),
        Goal("cached article, requests/s: ours / limit", ours.rate / limit.rate, 0.85, gunicorn),
        Goal(
            "304, CPU: trivial 304 / ours", rows["limit: trivial WSGI, 304"].cpu / rows["ours, 304"].cpu, 0.85, gunicorn
        ),
        Goal("gzip, CPU: identity / gzip", ours.cpu / rows["ours, gzip"].cpu, 0.90, gunicorn),
        Goal("br, CPU: identity / br", ours.cpu / rows["ours, br"].cpu, 0.90, gunicorn),
        Goal(
            "CPU: WhiteNoise / ours",
            rows["WhiteNoise, identity"].cpu / ours.cpu,
            1.3,
            "it opens a file for each request",
        ),
        Goal(
            "CPU: Django's cache in memory / ours",
            rows["Django's cache middleware, in memory"].cpu / ours.cpu,
            2.3,
            "Django's handler and middleware, unpickling",
        ),
        Goal(
            "CPU: Django's cache in Redis / ours",
            rows["Django's cache middleware, Redis"].cpu / ours.cpu,
            4.5,
            "two round trips to Redis",
        ),
    ]
