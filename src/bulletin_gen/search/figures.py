"""Figures of the index that this program and `search.js` agree on. Makes nothing of them."""

from __future__ import annotations

GRAIN = 16
"""Lines of a part begin at multiples of it, and have at least one place more than signs."""
GRAINS = 470
"""Of a part: more than twice what its lines take, so that few are in each other's way."""
PART = 200
"""Grains that the lines of a part take at most."""
PIECE = 1600
"""Characters of normal text from which a line is cut into pieces."""
EDGE = 512
"""Characters that such pieces share, so that what is sought stands in one of them: no query is longer."""
LONGEST = 4
"""Grams are at most so long: the places of these are told however many they are."""
PLACES = 3
"""Of a shorter gram that stands more often in a part the places are not told, but those of longer ones around it."""
HINGES = "0123456789。;!?"
"""A gram of three with such a sign in the middle is told as well: texts of alike sentences differ by them."""
JOINT, ENDS = 5, "。;!?"
"""A gram of so many with such a sign in the middle is told besides: of sentences, few follow each other often."""
FRESH = 60
"""Of a hundred pairs in a part that says little again, more than so many are different; else it is told otherwise."""
AGAIN = "\t"
"""Ends the grams that are told of a part that says much again. No normal text has it."""
BRIEF, WIDE = 3, 5
"""Such grams have two signs, or `LONGEST` and `WIDEST`: at the end of a line fewer, at least so many.

By so many of their signs their buckets are found, of wide ones all but the last bits."""
WIDEST = 8
OFTEN = GRAIN * GRAINS
"""From this on a place is the number of places instead, and these follow if they are told."""
MOST = 500
"""A larger number of places comes after this one."""
DRAWN = 6
"""Bits of a sign where the issues of a volume are drawn as bits, not listed."""
SLOT_BITS = 14
"""A gram's slot is this many bits of its hash; buckets are made of neighbouring slots."""
SPREAD_BITS = 3
"""The last bits of a wide gram's slot are those of the hash of all of it: many begin alike where texts do."""
SLABS = 64
"""Texts are indexed in so many pieces, each with an equal share of the slots."""
SLAB = (1 << SLOT_BITS) // SLABS
"""Slots of each."""
