"""The admin: the editor, publishing by hand, clinic facts. It decides nothing; `publishing` does."""
