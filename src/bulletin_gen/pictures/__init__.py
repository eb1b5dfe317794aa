"""Pictures as bytes: cleaned of what they tell besides themselves, sized for page and print. Knows no file, no page."""
