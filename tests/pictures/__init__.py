"""The pictures of articles: what every file must keep, and the script that makes those that are counted out.

A new picture is an SVG file in static/img/articles with a title, a description, a ground of its own and only the
colours of `drawing.TOKENS` as attributes. `python -m tests.pictures` gives it the rules for dark screens.
"""
