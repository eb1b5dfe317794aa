"""Take the files out of a PDF that travel inside it (取回). Knows no site and trusts no name that a PDF gives.

`enclosed` needs a reader of PDFs: import it only where one is read.
"""
