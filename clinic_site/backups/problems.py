"""What keeps a backup from being made or put back, in words for whoever runs the site."""

import errno


class BackupError(Exception):
    """A backup that cannot be made, or must not be put back. Its text is one sentence and the way out."""


class ChangedMeanwhile(Exception):
    """A file changed or went while it was being copied; another try finds it settled."""


def in_words(problem: OSError, doing: str) -> BackupError:
    """A fault of the disk as a sentence."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return BackupError(f"{doing}: there is no room left on the disk. Nothing half done was left behind.")
    where = f" ({problem.filename})" if problem.filename else ""
    return BackupError(f"{doing}: {problem.strerror or problem}{where}.")
