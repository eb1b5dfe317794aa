"""Turn plain text into official bulletins (简报): a site and print-ready PDFs."""
