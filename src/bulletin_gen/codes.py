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

    # files and folders
    NO_FILE = "no-file"  # bulletin.yml, a publication.yml or what a link leads to that is not there
    MISPLACED_FILE = "misplaced-file"  # a source under a name or in a folder where no issue is looked for
    FOLDER_NAME = "folder-name"  # a publication's or a year's folder with a name that can't be an address
    ISSUE_TWICE = "issue-twice"  # 7.md and 7/issue.md
    FILE_NAME_DIFFERS = "file-name-differs"  # warning: 期号 or 日期 and the file's name or folder disagree

    # head, its delimiters
    HEAD_MISSING = "head-missing"  # no head at all
    HEAD_DELIMITER = "head-delimiter"  # --- in another form or not on the first line
    HEAD_UNCLOSED = "head-unclosed"  # no second ---
    HEAD_TWICE = "head-twice"  # the head of another issue in the body

    # fields, how they are written
    FULL_WIDTH_COLON = "full-width-colon"  # ： after a field's name
    COLON_BLANK = "colon-without-blank"  # no blank after the colon of a field
    TAB_INDENT = "tab-indent"  # a tab before a line
    FULL_WIDTH_INDENT = "full-width-indent"  # a full-width blank before a line
    INDENT = "bad-indent"  # a line that stands further in or out than its neighbours
    FULL_WIDTH_LIST = "full-width-list"  # ［］｛｝，、－ where a list is written
    DASH_BLANK = "dash-without-blank"  # no blank after the - of a list
    UNCLOSED_BRACKET = "unclosed-bracket"  # [ or { without its partner
    UNCLOSED_QUOTE = "unclosed-quote"  # a quote without its partner
    AFTER_VALUE = "after-value"  # text after a closing quote or bracket
    SPECIAL_START = "special-start"  # a value that begins with a sign of YAML's
    COLON_IN_TEXT = "colon-in-text"  # a colon and a blank inside a value
    HASH_IN_TEXT = "hash-in-text"  # a blank and a # inside a value, which YAML takes for a comment
    NOT_A_FIELD = "not-a-field"  # a line that is no `name: value`
    YAML_SYNTAX = "yaml-syntax"  # what is not YAML for any other reason

    # fields, which
    UNKNOWN_FIELD = "unknown-field"  # a name that the file doesn't have
    FIELD_TWICE = "field-twice"  # a field set twice, also once in Chinese and once in English
    MISSING_FIELD = "missing-field"  # a required field that is not set
    EXCLUSIVE_FIELDS = "exclusive-fields"  # 期号 and 增刊; 按语 in the head and in the body

    # fields, their values
    EMPTY_VALUE = "empty-value"  # a name without a value
    WRONG_KIND = "wrong-kind"  # a list where text is due, or the like
    FOREIGN_DIGIT = "foreign-digit"  # full-width or Chinese digits in a number or date
    BAD_NUMBER = "bad-number"  # not a positive whole number
    BAD_DATE = "bad-date"  # not a date, or one that doesn't exist
    DATE_BEFORE_ISSUE = "date-before-issue"  # a correction or withdrawal that is older than its issue
    BAD_CHOICE = "bad-choice"  # none of the values that the field may have
    BAD_NAME = "bad-name"  # a personal name with blanks or commas
    BAD_MARKING = "bad-marking"  # 密级 in another form than 机密★1年
    MARKING_NEEDS = "marking-needs"  # 密级 without 份号, or not declared 内部
    BAD_COPY_NUMBER = "bad-copy-number"  # 份号 that is not six digits
    BAD_URL = "bad-url"  # 网址 that is no http(s) address
    BAD_FOLDER = "bad-folder"  # 输出 or 缓存 outside the site or in the way of its sources
    BAD_LAYOUT_NAME = "bad-layout-name"  # 版式 that can't name a profile
    BAD_GAP = "bad-gap"  # 缺期 in a form that is no year and range
    BAD_INTERNAL_FIELD = "bad-internal-field"  # 内部项 with an unknown or indispensable field
    BAD_REFERENCE = "bad-reference"  # 替代 that is not 刊/年/期
    BAD_ATTACHMENT = "bad-attachment"  # 附件 that is no file beside the issue

    # the series
    NUMBER_TWICE = "number-twice"  # 期号, 增刊, 总期号 or a special series' number used twice
    UNKNOWN_ISSUE = "unknown-issue"  # 替代 that names no issue of this site
    UNDECLARED_GAP = "undeclared-gap"  # a number missing that 缺期 doesn't name
    GAP_EXISTS = "gap-exists"  # a number in 缺期 that exists
    UNKNOWN_SPECIAL = "unknown-special"  # warning: a special series that the publication doesn't name

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
    INDENTED_PARAGRAPH = "indented-paragraph"  # blanks before a paragraph (four or more) or before the # of a heading
    MISSING_BLANK_LINE = "missing-blank-line"  # a new paragraph right under another
    FULL_WIDTH_MARKUP = "full-width-markup"  # ＃ ｛ ＊＊ ！！！ where the syntax needs ASCII
    UNCLOSED_BOLD = "unclosed-bold"  # ** without its partner

    # body, its structure
    HEADING_LEVEL = "heading-level"  # more than five #
    EMPTY_HEADING = "empty-heading"  # # without words, 【】 without a name
    HEADING_ORDINAL = "heading-ordinal"  # an ordinal that belongs to another level, or is written otherwise
    ORDINAL_SEQUENCE = "ordinal-sequence"  # warning: an ordinal that does not follow the one before
    COLUMN_FORM = "column-form"  # a column's name in other brackets or without its second one
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
    UNSAFE_LINK = "unsafe-link"  # a target outside the issue's folder that is no http(s) link
    MISSING_FILE = "missing-file"  # a picture or a linked file that is not there
    LINK_IN_TITLE = "link-in-title"  # a link in a title, a caption or around a picture
    DEAD_LINK = "dead-link"  # a link into the site itself that leads to nothing
    REMOTE_PICTURE = "remote-picture"  # a picture on another server
    PICTURE_FORMAT = "picture-format"  # a picture that is no PNG, JPEG, GIF or WebP; HEIC that is offered
    PICTURE_NOT_ALONE = "picture-not-alone"  # a picture inside a paragraph

    # layout profiles
    UNKNOWN_LAYOUT = "unknown-layout"  # a 版式 that no file describes, also as parent
    LAYOUT_LOOP = "layout-loop"  # profiles that inherit each other
    UNKNOWN_MEASURE = "unknown-measure"  # a measure or section that profiles don't have
    MISSING_MEASURE = "missing-measure"  # a measure that neither the profile nor a parent gives
    MEASURE_VALUE = "measure-value"  # a value in the wrong unit or form
    UNKNOWN_ROLE = "unknown-role"  # a face that the profile's 字体 doesn't name
    IMPOSSIBLE_MEASURE = "impossible-measure"  # measures that contradict each other

    # print
    GLYPH_FALLBACK = "glyph-fallback"  # info: a character drawn by another face; warning where that is seen
    GLYPH_MISSING = "glyph-missing"  # a character that no face has
    GLYPH_PRIVATE = "glyph-private"  # warning: a private-use character, which each font draws otherwise
    BAD_PICTURE = "bad-picture"  # a picture that can't be read
    SOURCE_LEFT_OUT = "source-left-out"  # warning: no Markdown says what the edition says, so the print carries none
