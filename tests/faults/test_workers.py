"""A worker dies, all of them are busy, or all are replaced: readers do not notice."""

import os
import signal
import socket
import threading
import time
from contextlib import ExitStack

from tests.faults import injected
from tests.faults.readers import ENOUGH_MS, Readers, read_for
from tests.faults.staff import Staff

KILLS = 3
# Each holds a thread, of which a worker has 8, and one worker may get them all. For more there is the proxy in front.
SLOW_CLIENTS = 6
RESTARTS = 2


def test_a_killed_worker_costs_less_than_one_request(site):
    with Readers(site) as during:
        for _ in range(KILLS):
            killed = site.worker_ids()[0]
            os.kill(killed, signal.SIGKILL)
            site.wait_for_new(killed)
            time.sleep(1)

    assert during.failed < KILLS
    assert during.wrong == set()
    assert during.requests > 50


def test_when_staff_wait_in_every_thread_readers_do_not(site):
    person = Staff(site)
    assert person.sign_in().status == 302
    path, form = person.form_of_article()
    answers = []

    def save(number):
        answers.append(person.ask(path, form=form | {"title": f"Text {number}", "_continue": "1"}).status)

    with injected.locked_for_writing(site):
        waiting = [threading.Thread(target=save, args=(number,)) for number in range(20)]
        for thread in waiting:
            thread.start()
        during = read_for(site, 2)
        is_busy = len(answers) < len(waiting)
        for thread in waiting:
            thread.join()

    assert is_busy, "staff were answered before the readers had gone"
    assert (during.failures, during.wrong) == ({}, set())
    assert during.p95 < ENOUGH_MS
    assert set(answers) == {503}
    site.wait_until(lambda: person.ask("/admin/").status == 200, 10, "staff are not served again")


def test_readers_do_not_wait_for_those_who_send_half_a_request(site):
    with ExitStack() as lines:
        for _ in range(SLOW_CLIENTS):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", site.port), timeout=5))
            line.sendall(b"GET /therapy/lidocaine/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half:")
        during = read_for(site, 1.5)

    assert (during.failures, during.wrong) == ({}, set())
    assert during.p95 < 2000


def test_no_request_fails_while_new_workers_take_over(site):
    before = site.worker_ids()

    with Readers(site, readers=4, pause=0.02) as during:
        for _ in range(RESTARTS):
            old = site.worker_ids()
            os.kill(site.process.pid, signal.SIGHUP)
            site.wait_for_new(*old)
        while during.requests < 500:
            time.sleep(0.1)

    assert not set(before) & set(site.worker_ids())
    assert (during.failures, during.wrong) == ({}, set())
