"""Whatever is thrown at the text room, the clinic facts, plans, links, feed and search, only documented refusals come back."""
