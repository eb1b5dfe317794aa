"""Read YAML and Markdown with the place of everything read. What it means is for `validate` to say."""
