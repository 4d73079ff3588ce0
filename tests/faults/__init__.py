"""The site as its own processes, and what may break under it: each fault is done for real, none is pretended."""
