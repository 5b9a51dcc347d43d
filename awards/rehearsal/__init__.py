"""Believable editions for rehearsals: invented units, played through the same actions people use."""
