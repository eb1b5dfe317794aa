"""Whether the place that machines share is there. Keeps nothing in it: each stage does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_gen.diagnostics import BulletinError, ExitCode

if TYPE_CHECKING:
    from bulletin_gen.pipeline.request import Progress


def shared_place(place: str, progress: Progress) -> str:
    """Return a shared place; empty for one that does not answer, which is said: the build does without.

    Raises `BulletinError` where this machine can't know such a place.
    """
    if not place:
        return ""
    try:
        from bulletin_gen.cache.shared import try_out  # noqa: PLC0415 - most builds share nothing

        trouble = try_out(place)
    except ImportError as error:
        raise BulletinError(
            f"没有装读写 {place.partition('://')[0]} 的程序库（{error.name or error}）",
            "请运行 pip install 'bulletin-gen[cluster]'；s3:// 还要 pip install s3fs，别的见 docs/cluster.md。",
        ) from error
    except ValueError as error:
        raise BulletinError(
            f"共用的缓存认不出来：{place}",
            "写一个各台机器都看得到的文件夹，或 s3://桶/文件夹 这样的地址。",
            ExitCode.USAGE,
        ) from error
    if trouble:
        progress.remarks(trouble)
        return ""
    return place
