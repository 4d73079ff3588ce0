"""Pages kept as ready bytes in front of Django. The only room that knows how; decision 0018 has the reasons."""
