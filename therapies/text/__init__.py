"""Text in, text out: article files, their parts, and safe HTML. This room knows no database."""
