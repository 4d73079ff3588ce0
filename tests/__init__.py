"""A package and not only a folder, because textstat installs a package `tests` of its own, which would be taken instead."""
