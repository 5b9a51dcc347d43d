"""Doors that exist only with DEMO=1, which refuses any address but the machine's own."""
