"""Issues pressed (rendered and typeset), each for itself, in as many processes as there are.

Decides nothing about where files go: whoever asks hands over what places them. Results stream back to the caller in the
order of the issues.
"""
