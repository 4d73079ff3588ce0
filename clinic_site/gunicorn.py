"""How gunicorn serves the site. `manage.py start` adds the address and the number of workers."""

import os
import signal
from collections import Counter
from pathlib import Path

from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from clinic_site import environment
from clinic_site.log_lines import FORMATS
from clinic_site.logs import without_secrets

STOP_SIGNALS = {signal.SIGINT, signal.SIGQUIT, signal.SIGTERM}

wsgi_app = "clinic_site.wsgi"
chdir = str(Path(__file__).resolve().parent.parent)

worker_class = "clinic_site.gunicorn.Worker"
threads = environment.THREADS
timeout = 30
# Docker kills after 10 seconds whatever is not gone by itself.
graceful_timeout = 8
keepalive = 5

# It would put a socket into the home folder, which may be read-only and belongs to nobody here.
control_socket_disable = True
# Workers touch a file to show that they live. On a slow disk they would be taken for dead.
if Path("/dev/shm").is_dir():  # noqa: S108 - no file of a guessable name is made there
    worker_tmp_dir = "/dev/shm"  # noqa: S108 - as above

# A proxy on this machine is believed when it says that a visitor came by https (gunicorn asks where it stands);
# TRUST_PROXY believes one elsewhere too, or with "off" none.
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"} if environment.switch("TRUST_PROXY", default=True) else {}
# By default it takes SCRIPT_NAME from any request out of a proxy on this machine, and every link of the page follows it.
forwarder_headers = ""

# No access log: addresses of visitors and what they searched for are nobody's business.
accesslog = None
# Warnings of gunicorn name the address of whoever sent a broken request.
loglevel = "error"


class Worker(ThreadWorker):
    def handle_quit(self, sig, frame):
        """Ctrl+C means now: a visitor who has sent half a request would keep the worker for its whole grace.

        The inherited way first shuts its threads down, under a lock. The terminal's SIGINT and the SIGQUIT of the
        master come at once, and the second of them waited for ever for the lock of the first, 1 time in 24.
        """
        os._exit(0)

    def handle_error(self, req, client, addr, exc):
        """Answer what cannot be read with a page of ours.

        When there is a request, it has had its answer, and only what came behind it is broken. A second answer would
        stand in a proxy's way as the answer to somebody else.
        """
        # Imported here: gunicorn reads this file before it loads the application, which sets up Django.
        from clinic_site.refusals import is_unreadable, refuse

        if not is_unreadable(exc):
            super().handle_error(req, client, addr, exc)
        elif req is None:
            refuse(client, exc)


class PrivateLogger(Logger):
    """Leaves query strings out, and the secrets of private addresses: what a visitor typed is not written down."""

    def setup(self, cfg):
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(FORMATS[environment.log_format("LOG_FORMAT", default="text")]())

    def exception(self, msg, *args, **kwargs):
        super().exception(msg, *(without_secrets(str(arg).partition("?")[0]) for arg in args), **kwargs)


logger_class = PrivateLogger


def pre_fork(server, worker):
    """Choose the core that the fewest living workers use."""
    if not hasattr(os, "sched_getaffinity"):  # macOS has none
        return
    used = Counter(other.core for other in server.WORKERS.values())
    worker.core = min(sorted(os.sched_getaffinity(0)), key=used.__getitem__)


def post_fork(server, worker):
    """Hold the worker on its core: threads that fight for the GIL across cores cost twice the CPU a request.

    Until gunicorn sets the worker's own signals (it does so after this), a new worker queues them as the master
    does and never reads the queue: told to stop at that moment, it would keep the site up for the whole grace.
    """
    for stops in STOP_SIGNALS:
        signal.signal(stops, lambda *_: os._exit(0))
    while not server.SIG_QUEUE.empty():
        if server.SIG_QUEUE.get_nowait() in STOP_SIGNALS:
            os._exit(0)
    if hasattr(worker, "core"):
        os.sched_setaffinity(0, {worker.core})


def post_worker_init(worker):
    """Read the clinic's phone once, so that even the first error page of this process can show it; begin what threads do."""
    # Imported here: gunicorn reads this file before it loads the application, which sets up Django.
    from django.db import DatabaseError
    from django.http import HttpRequest

    from clinic_site import wsgi
    from clinic_site.metrics import sharing
    from clinic_site.pages import keep_warm
    from therapies.linking import counting
    from therapies.reading.clinic import facts_for

    # Here and not with the first request: one that is answered by the page cache reaches no code of Django's.
    sharing.keep_sharing()
    worker.share_numbers = sharing.share
    counting.keep_writing()
    worker.write_counts = counting.write_counts
    keep_warm(wsgi.application)
    try:
        facts_for(HttpRequest())
    except DatabaseError as problem:
        worker.log.error("The database does not answer yet: %s", problem)


def worker_exit(server, worker):
    """Write down how often links were asked for since the last time. Whoever presses Ctrl+C loses some seconds of it."""
    if hasattr(worker, "write_counts"):  # it has none before the application is loaded
        worker.write_counts()
        worker.share_numbers()
