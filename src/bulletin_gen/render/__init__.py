"""The site's pages and data from issues and records. Reads no content and writes no file.

Everything given here is already cut to the edition; nothing is cut again.
"""
