"""The order of the stages, and nothing else knows it. Does none of the work itself."""

from __future__ import annotations

from bulletin_gen.fonts.find import require
from bulletin_gen.pipeline.faces import Faces, faces_of
from bulletin_gen.pipeline.inspection import Inspected, InspectRequest, inspect_files
from bulletin_gen.pipeline.request import BuildReport, BuildRequest, LeftOut, Progress
from bulletin_gen.pipeline.stages import build

__all__ = [
    "BuildReport",
    "BuildRequest",
    "Faces",
    "InspectRequest",
    "Inspected",
    "LeftOut",
    "Progress",
    "build",
    "faces_of",
    "inspect_files",
    "require",
]
