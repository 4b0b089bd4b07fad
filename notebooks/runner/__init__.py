"""Executes GoNB notebooks, checks every cell and exports self-contained HTML."""
