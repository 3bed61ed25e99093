"""Problems of files: their YAML, their names, their keys."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, ...]] = {
    # The file as YAML
    "empty-file": (
        "The file is empty.",
        "Fill it in, or remove it.",
    ),
    "file-too-large": (
        "The file is {size} KiB; {most} KiB is the most.",
        "Shorten its texts, or split it in several files.",
    ),
    "not-utf-8": (
        "From here on the file is not UTF-8 text.",
        "Save it as UTF-8 in your editor.",
    ),
    "hidden-character": (
        "A hidden character stands here ({character}).",
        "Remove it: delete the text around it, and type it again.",
    ),
    "hard-space": (
        "The line starts with a hard space, which does not count as indentation.",
        "Replace it by an ordinary space.",
    ),
    "not-a-mapping": (
        "A content file consists of keys with values, such as `title: Koffieochtend`.",
        "Start each line with a key and a colon.",
    ),
    "too-deep": (
        "Lists and mappings are nested more than {most} levels deep here.",
        "Write it flatter.",
    ),
    "too-many-nodes": (
        "The file has more than {most} values.",
        "Split it in several files.",
    ),
    "complex-key": (
        "A list or a mapping cannot be a key.",
        "Write a single word before the colon.",
    ),
    "second-document": (
        "A second document begins here.",
        "Remove the line `---`, and put what follows in a file of its own.",
    ),
    "anchor": (
        "The anchor `&{name}` cannot be used.",
        "Remove it; where a text starts with `&`, put quotes around the text.",
    ),
    "alias": (
        "The alias `*{name}` cannot be used.",
        "Write out what you mean; where a text starts with `*`, put quotes around the text.",
    ),
    "tag": (
        "The tag `{tag}` cannot be used.",
        "Remove it; where a text starts with `!`, put quotes around the text.",
    ),
    "merge-key": (
        "The merge key `<<` cannot be used.",
        "Write the keys themselves.",
    ),
    "duplicate-key": (
        "The key `{key}` is also on line {line}.",
        "Keep one of the two.",
    ),
    "tab-indentation": (
        "The line starts with a tab.",
        "Use spaces, two for each level.",
    ),
    "open-quote": (
        "The quote that opens here is not closed.",
        "Put the same quote at the end of the text.",
    ),
    "text-after-quote": (
        "Text follows after the closing quote.",
        "Put the quotes around the whole text; write a quote inside '…' twice.",
    ),
    "open-bracket": (
        "The bracket `{bracket}` that opens here is not closed well.",
        "Close it on the same line, with a comma between the parts.",
    ),
    "bad-escape": (
        "The backslash in this quoted text means nothing.",
        "Use '…' instead of \"…\".",
    ),
    "quotes-needed": (
        "A text cannot start with `{character}`.",
        "Put quotes around the whole text.",
    ),
    "colon-in-text": (
        "The text after `{key}:` has a colon in it, which starts a new value.",
        "Put quotes around the whole text.",
    ),
    "no-space-after-colon": (
        "There is no space after `{key}:`.",
        "Write a space after the colon.",
    ),
    "no-colon": (
        "`{text}` has no colon.",
        "Write a key, a colon, a space and the value.",
    ),
    "bad-indentation": (
        "This line does not stand under the lines that it belongs to.",
        "Let the line begin with as many spaces as the lines beside it.",
    ),
    "list-on-line-of-key": (
        "A list cannot begin on the line of its key.",
        "Begin the list on the next line; or put quotes around a text that starts with a hyphen.",
    ),
    "text-after-bar": (
        "After `|` or `>` nothing else stands on the line.",
        "Begin the text on the next line, two spaces further in.",
    ),
    "bad-syntax": (
        "From here on the file cannot be understood.",
        "Look for a forgotten quote, bracket, colon or indentation on this line and the one before.",
    ),
    # Names and places of files
    "no-content-folder": (
        "The folder `{path}` is not there.",
        "Name the folder that holds activities, organisations and venues.",
    ),
    "cannot-read": (
        "It cannot be read ({reason}).",
        "Check that it exists and that you may read it.",
    ),
    "symbolic-link": (
        "This is a symbolic link.",
        "Put the file itself here.",
    ),
    "not-a-file": (
        "This is not an ordinary file.",
        "Remove it.",
    ),
    "wrong-ending": (
        "`{value}` does not end in `.yaml`.",
        "Rename it to `{suggestion}`.",
    ),
    "bad-file-name": (
        "The name `{value}` may hold only a-z, 0-9 and hyphens, at most 60, before `.yaml`.",
        "Rename it, all in lower case.",
        "Rename it to `{suggestion}`.",
    ),
    "bad-folder-name": (
        "The name `{value}` may hold only a-z, 0-9 and hyphens, at most 60.",
        "Rename it, all in lower case.",
        "Rename it to `{suggestion}`.",
    ),
    "folder-not-here": (
        "There are no folders in `{section}`.",
        "Put the files straight into `{section}`.",
    ),
    "folder-too-deep": (
        "An organisation's folder has no folders in it.",
        "Put the files straight into the folder of the organisation.",
    ),
    "file-not-in-folder": (
        "An activity stands in the folder of its organisation.",
        "Move it to `activities/<organisation>/`.",
    ),
    "unknown-calendar-file": (
        "The calendar has no file `{value}`.",
        "Use one of these, with `.yaml`: {known}.",
    ),
    "no-vocabulary": (
        "The vocabulary with themes and audiences is not there.",
        "Make this file, with `themes:` in it.",
    ),
    "issue-form-words": (
        "The issue form does not offer the same `{question}` as the vocabulary.",
        "Run `buurtkalender fix`, which writes them here.",
    ),
    "no-organisation": (
        "The folder `{id}` has no organisation: there is no file `organisations/{id}.yaml`.",
        "Make that file, or move this one to the folder of the right organisation.",
        "Make that file, or rename the folder to `{suggestion}`.",
    ),
    # Keys and shapes
    "unknown-key": (
        "The key `{key}` is not known here.",
        "Use one of these: {known}.",
        "Write `{suggestion}`.",
    ),
    "missing-key": (
        "The key `{key}` is missing.",
        "Add `{key}:` with its value.",
    ),
    "empty-key": (
        "Nothing stands behind `{key}:`.",
        "Fill it in: it cannot be left out.",
    ),
    "empty-item": (
        "This part of the list is empty.",
        "Fill it in, or remove the hyphen.",
    ),
    "text-expected": (
        "A single value is due here, not a list or a group of keys.",
        "Write one value behind the key.",
    ),
    "list-expected": (
        "A list is due here.",
        "Start each part on a line of its own with `- `, or write [one, two].",
    ),
    "mapping-expected": (
        "Keys with values are due here.",
        "Write `key: value` on lines of their own, further in; without `- ` before them.",
    ),
    "list-needs-brackets": (
        "`{value}` is one text with a comma, not a list.",
        "Put brackets around it: [{value}].",
    ),
    "too-many-items": (
        "The list has {count} parts; {most} is the most.",
        "Make the list shorter.",
    ),
    "told-twice": (
        "`{value}` is in the list twice.",
        "Remove one of the two.",
    ),
    "duplicate-id": (
        "The id `{value}` is also on line {line}.",
        "Give each its own id.",
    ),
    "declared-elsewhere": (
        "The id `{value}` is in `{path}` too.",
        "Give each its own id.",
    ),
}
