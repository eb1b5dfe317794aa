"""The faces of print: which file serves which role, what it lacks, and how the open ones come onto a machine.

Sets no line and embeds nothing. Reads neither the environment nor the home: folders are given.
"""
