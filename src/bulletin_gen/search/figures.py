"""Figures of the index that this program and `search.js` agree on. Makes nothing of them."""

from __future__ import annotations

BLOCK = 256
"""The texts of a volume begin at multiples of it."""
LONGEST = 4
"""Grams are at most so long: the places of these are told however many they are."""
OFTEN = 4
"""Counts of a common gram in an issue up to it are told apart."""
SLOT_BITS = 14
"""A gram's slot is this many bits of its hash; buckets are made of neighbouring slots."""
SLABS = 16
"""An index is kept in so many pieces, each with an equal share of the slots."""
SLAB = (1 << SLOT_BITS) // SLABS
"""Slots of each."""
PART = 1200
"""Characters of normal text that a part of an issue's text is for."""
EDGE = 120
"""Characters that a part has more at each end, so that what begins in it is whole and stands among its neighbours."""
