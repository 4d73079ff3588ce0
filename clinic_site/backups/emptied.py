"""Tables whose rows a backup leaves out.

Whoever reads a backup could take a session out of it and be signed in as its owner, for as long as that lasts. Counts
of wrong passwords are of the last hour. Without both, everybody signs in again after a restore, and nothing is lost.
"""

EMPTIED = ("django_session", "staff_limits")
