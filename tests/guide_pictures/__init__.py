"""The pictures of the guide for staff, taken from the real screens: see `__main__.py`."""
