"""Copies of the whole site in one file, and the way back from them. See `manage.py backup` and `manage.py restore`."""
