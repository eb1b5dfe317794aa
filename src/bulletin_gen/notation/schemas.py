"""How data name their form: by the address of its schema, or by its name alone. Fetches no schema."""

from __future__ import annotations

_ENDING = ".json"


def form_named(schema: object) -> str:
    """Return the form that data name, such as `issue-1`; empty where what names it is no text.

    Data of an edition without an address have the name alone.
    """
    return schema.rpartition("/")[2].removesuffix(_ENDING) if isinstance(schema, str) else ""
