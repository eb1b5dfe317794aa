"""Turn drafts into the model by one field table, and report all that is wrong with them. Writes nothing."""

from bulletin_gen.validate.body import Body, BodyContext, BodySource, read_body
from bulletin_gen.validate.site import Archive, read_site, validate_site

__all__ = ["Archive", "Body", "BodyContext", "BodySource", "read_body", "read_site", "validate_site"]
