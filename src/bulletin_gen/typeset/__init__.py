"""The official print of an issue, made to a layout profile. Knows no site: one issue, one PDF.

`press` and `printing` load WeasyPrint, which needs Pango: import them only where something is printed.
"""
