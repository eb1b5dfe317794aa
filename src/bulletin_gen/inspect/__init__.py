"""Measure a finished PDF, whoever made it, against a layout (验版). Takes nothing from the rooms that set pages.

`read` makes pages of a file, `judge` runs the rules of a layout over them; only the PDF itself is believed.
"""
