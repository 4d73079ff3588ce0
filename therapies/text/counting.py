"""A number with its noun, as messages say it."""


def counted(number: int, noun: str) -> str:
    """ "1 page", "3 pages". For nouns that take an s."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
