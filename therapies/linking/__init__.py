"""Permanent links for e-mails, texts and paper: their codes, where they lead, where they stand, how often they are used."""
