"""What bulletin.yml says of the site. Layout profiles are not here: `typeset` reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_gen.diagnostics import Located

if TYPE_CHECKING:
    from bulletin_gen.diagnostics import Span


class Site(Located, frozen=True, kw_only=True):
    """The site (站点). Texts are empty where bulletin.yml is silent; the footer then prints no line."""

    beside = ("source",)

    title: str
    """站点名称."""
    base_url: str
    """网址 with a final `/`."""
    sponsor: str = ""
    """主办单位."""
    operator: str = ""
    """承办单位."""
    site_id_code: str = ""
    """政府网站标识码."""
    icp_number: str = ""
    """备案号."""
    police_number: str = ""
    """公安备案号."""
    phone: str = ""
    """联系电话."""
    address: str = ""
    """地址."""
    output: str = ""
    """输出: folder relative to the site; empty for `public` (internal edition: `internal`)."""
    cache: str = ""
    """缓存: folder relative to the site; empty for `.cache/<edition>`."""
    source: Span
    """bulletin.yml."""
