"""Ask the site for each of many pages once, inside this process, and print what it took as JSON."""

from __future__ import annotations

import json
import sys
import time
from io import BytesIO
from statistics import median

from .site import sample_paths

PAGES, WARM_UP = 300, 30


def main() -> None:
    from django.db.backends.signals import connection_created

    from clinic_site.wsgi import application

    paths = sample_paths(min(int(sys.argv[1]), PAGES + WARM_UP))
    asked: list[str] = []

    def count(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    # Pages are made in threads with connections of their own.
    connection_created.connect(lambda connection, **_: connection.execute_wrappers.append(count), weak=False)
    for path in paths[:WARM_UP]:
        ask(application, path)
    cpu, wall, queries = [], [], []
    for path in paths[WARM_UP:]:
        asked.clear()
        start, start_of_cpu = time.perf_counter(), time.process_time()
        ask(application, path)
        wall.append((time.perf_counter() - start) * 1000)
        queries.append(sum("therapies_pagechange" not in sql for sql in asked))
        time.sleep(0.01)  # what is done when the answer is on its way, such as writing it to the shelf, counts too
        cpu.append((time.process_time() - start_of_cpu) * 1000)
    cpu.sort()
    found = {"cpu": median(cpu), "cpu95": cpu[int(len(cpu) * 0.95)], "wall": median(wall), "queries": max(queries)}
    print(json.dumps(found | {"pages": len(cpu)}))


def ask(application, path: str) -> None:
    """One request as gunicorn hands it over. Raises AssertionError when the answer is no page."""
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "RAW_URI": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_ACCEPT_ENCODING": "gzip, deflate, br",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.multithread": True,
    }
    answered = []
    body = application(environ, lambda status, headers, exc_info=None: answered.append(status))
    if not b"".join(body) or not answered[0].startswith("200"):
        raise AssertionError(f"{path} answered {answered}")


if __name__ == "__main__":
    main()
