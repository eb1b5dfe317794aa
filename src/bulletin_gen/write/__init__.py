"""Bytes to disk: a whole edition or nothing, and never over what somebody else put there.

Knows no issue and renders nothing: it is given paths and bytes.
"""
