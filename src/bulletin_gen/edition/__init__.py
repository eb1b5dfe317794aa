"""Which issues an edition holds, what is cut from them, and their source without what was cut. Reads no files."""

from bulletin_gen.edition.cutting import belongs, cut
from bulletin_gen.edition.source import edition_source

__all__ = ["belongs", "cut", "edition_source"]
