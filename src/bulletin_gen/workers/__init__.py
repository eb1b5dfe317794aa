"""Issues pressed (rendered and typeset), each for itself, in as many processes as there are.

Writes nothing: results stream back to the caller in the order of the issues.
"""
