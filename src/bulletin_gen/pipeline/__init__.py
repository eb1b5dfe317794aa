"""The order of the stages, and nothing else knows it. Does none of the work itself, and imports none of it here."""
