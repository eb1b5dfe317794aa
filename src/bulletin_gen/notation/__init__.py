"""Written forms of official Chinese: numbers, dates, ordinals, names. Knows nothing of files."""
