"""PostgreSQL as this site uses it; Django finds the engine of a database by the name of a package."""
