"""Turn drafts into the model by one field table, and report all that is wrong with them. Writes nothing."""

from bulletin_gen.validate.body import Body, BodyContext, read_body
from bulletin_gen.validate.publication import PublicationReading, read_publication
from bulletin_gen.validate.site import Archive, Enrolled, judge_series, order_of, read_site, validate_site

__all__ = [
    "Archive",
    "Body",
    "BodyContext",
    "Enrolled",
    "PublicationReading",
    "judge_series",
    "order_of",
    "read_body",
    "read_publication",
    "read_site",
    "validate_site",
]
