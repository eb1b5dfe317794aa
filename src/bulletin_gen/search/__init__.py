"""Find every issue that holds a text: the index that a reader's browser asks, and the texts that it shows.

Makes files alone; the asking is done by `templates/assets/search.js`, which must be changed along with this room.
"""
