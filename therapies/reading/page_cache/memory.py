"""Entries in the memory of a process, at most so many bytes of them. Finding one takes no lock."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable

from .entries import Entry
from .log import EVERYTHING


class Memory:
    """Entries by key. One that is no longer true stays as last good copy until its room is needed.

    Room is made by second chance: keys stand in the order in which they came, and one whose page was asked for since
    it was looked at last goes to the end once more. So finding a page only sets a flag, and many pages that are asked
    for once, as by a crawler, do not push out those that are asked for again and again.
    """

    def __init__(self, *, most_bytes: int) -> None:
        self.most_bytes, self.bytes = most_bytes, 0
        self.entries: dict[str, Entry] = {}
        # Without a lock: reading a dictionary is one step.
        self.find = self.entries.get
        self.by_name: dict[str, set[str]] = {}
        self.order: deque[str] = deque()
        self.lock = threading.Lock()

    def put(self, entry: Entry) -> None:
        """Take an entry in, in the place of the one with its key."""
        if entry.size > self.most_bytes:
            return
        with self.lock:
            old = self.entries.get(entry.key)
            if old is None:
                self.order.append(entry.key)
            else:
                self.unname(old)
                self.bytes -= old.size + old.plain
                entry.used = True
            self.entries[entry.key] = entry
            for name in entry.names:
                self.by_name.setdefault(name, set()).add(entry.key)
            self.bytes += entry.size
            self.make_room()

    def count_plain(self, entry: Entry) -> None:
        """Count the words of an entry that were unpacked for somebody. They stay until the entry was not asked for long."""
        with self.lock:
            if self.entries.get(entry.key) is entry and not entry.plain:
                entry.plain = entry.plain_bytes()
                self.bytes += entry.plain
                self.make_room()

    def make_room(self) -> None:
        """With the lock held. Each key is looked at twice at most: the second time its flag is down."""
        while self.bytes > self.most_bytes and self.order:
            key = self.order.popleft()
            entry = self.entries.get(key)
            if entry is None:
                continue
            if entry.used:
                entry.used = False
                self.bytes -= entry.forget_plain()
                self.order.append(key)
            else:
                self.remove(entry)

    def remove(self, entry: Entry) -> None:
        del self.entries[entry.key]
        self.unname(entry)
        self.bytes -= entry.size + entry.plain

    def unname(self, entry: Entry) -> None:
        for name in entry.names:
            keys = self.by_name[name]
            keys.discard(entry.key)
            if not keys:
                del self.by_name[name]

    def drop(self, key: str) -> None:
        """Forget an address that has become none."""
        with self.lock:
            if key in self.entries:
                self.remove(self.entries[key])
                self.order.remove(key)

    def make_old(self, names: Iterable[str]) -> None:
        """Let all entries that show one of these names be made anew, when they are asked for next."""
        with self.lock:
            if EVERYTHING in names:
                keys = set(self.entries)
            else:
                keys = set().union(*(self.by_name.get(name, ()) for name in names))
            for key in keys:
                self.entries[key].fresh = False
