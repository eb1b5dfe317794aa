"""The stable code of every fault in content. Each has a case in tests/cases/faults and a line in docs/codes.md.

Members stand by room; a code once published keeps its meaning.
"""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """A fault's code; the comment says when it is raised."""

    # files
    NOT_UTF8 = "not-utf8"  # a source file is not UTF-8
    BAD_CHARACTER = "bad-character"  # a control or private-use character in a source file

    # body, what must not be printed
    UNCLOSED_COMMENT = "unclosed-comment"  # `<!--` without its `-->`
    STRAY_COMMENT = "stray-comment"  # half a comment mark, or one in full-width characters
    INTERNAL_MARK = "internal-mark"  # a mark 内部 that was not taken as one
    UNKNOWN_BRACES = "unknown-braces"  # braces that are no list of a title or heading

    # body, braces after a title
    BRACES_BLANK = "braces-without-blank"  # no blank before the braces
    CURLY_QUOTES = "curly-quotes"  # “ ” where the syntax needs "
    UNKNOWN_ATTRIBUTE = "unknown-attribute"  # a key that titles don't have, or not there
    ATTRIBUTE_TWICE = "attribute-twice"  # a key set twice in one list
    EMPTY_ATTRIBUTE = "empty-attribute"  # a key without a value

    # body, Word habits
    INDENTED_PARAGRAPH = "indented-paragraph"  # four or more blanks before a paragraph
    MISSING_BLANK_LINE = "missing-blank-line"  # a new paragraph right under another
    FULL_WIDTH_MARKUP = "full-width-markup"  # ＃ ｛ ＊＊ ！！！ where the syntax needs ASCII
    UNCLOSED_BOLD = "unclosed-bold"  # ** without its partner

    # body, its structure
    HEADING_LEVEL = "heading-level"  # more than five #
    EMPTY_HEADING = "empty-heading"  # # without words, 【】 without a name
    HEADING_ORDINAL = "heading-ordinal"  # an ordinal that belongs to another level
    MISPLACED_EDITOR_NOTE = "misplaced-editor-note"  # > after the first title
    NOTICE_FORM = "notice-form"  # !!! in a form that is no notice
    UNKNOWN_NOTICE = "unknown-notice"  # a notice that is neither 公告 nor 广告
    EMPTY_NOTICE = "empty-notice"  # a notice without contents
    UNKNOWN_NOTE = "unknown-note"  # [^x] without a definition
    UNUSED_NOTE = "unused-note"  # a definition that nothing refers to
    NOTE_TWICE = "note-twice"  # two definitions of one note
    TABLE_SHAPE = "table-shape"  # rows that don't fit the head, or no row of dashes
    EMPTY_BODY = "empty-body"  # an issue without text
    UNKNOWN_COLUMN = "unknown-column"  # warning: not among the publication's columns

    # body, its links and pictures
    UNSAFE_LINK = "unsafe-link"  # a target outside the folder that is no http(s) link
    MISSING_FILE = "missing-file"  # a picture or a linked file that is not there
    REMOTE_PICTURE = "remote-picture"  # a picture on another server
    PICTURE_FORMAT = "picture-format"  # a picture that is no PNG, JPEG, GIF or WebP
    PICTURE_NOT_ALONE = "picture-not-alone"  # a picture inside a paragraph
