"""Problems of files: their YAML, their names, their keys."""

from __future__ import annotations

FILE_MESSAGES: dict[str, tuple[str, ...]] = {
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
    "office-file": (
        "This is a file of a word processor or another office program, not plain text.",
        "Open it, copy what it says into a program for plain text, and save that as this file.",
    ),
    "web-page": (
        "This is a web page, not a content file.",
        "Download the file itself: on its page choose Raw or Download.",
    ),
    "utf-16": (
        "The file was saved as UTF-16.",
        "Save it as UTF-8: in Notepad choose UTF-8 under Save as, at Encoding.",
    ),
    "conflict-marks": (
        "Here begin two versions that git could not join; they end on line {last}.",
        "Keep what is right, and remove the lines with <<<<<<<, ======= and >>>>>>>.",
    ),
    "not-from-keyboard": (
        "`{value}` contains a character that a word processor put there.",
        "Type it again in a program for plain text.",
        "Write `{suggestion}`, and type it yourself.",
    ),
    "bullet": (
        "The line begins with `{character}`, which is not a hyphen.",
        "Begin each part of a list with a hyphen and a space.",
        "Write `{suggestion}`.",
    ),
    "hidden-character": (
        "A hidden character stands here ({character}).",
        "Remove it: delete the text around it, and type it again.",
    ),
    "hard-space": (
        "There is a hard space here, as word processors make them. It does not count as a space.",
        "Replace it by an ordinary space.",
        "Write `{suggestion}`, with ordinary spaces.",
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
    "apostrophe-first": (
        "The text begins with an apostrophe, which opens a quoted text here.",
        "Put double quotes around the whole text.",
        "Write `{suggestion}`.",
    ),
    "quote-of-word": (
        "The text ends with another quote than it begins with: a word processor made a curly one of it.",
        "Type the quotes again in a program for plain text.",
        "Write `{suggestion}`.",
    ),
    "text-after-quote": (
        "Text follows after the closing quote.",
        "Put the quotes around the whole text; write a quote inside '…' twice.",
        "Write `{suggestion}`.",
    ),
    "open-bracket": (
        "The bracket `{bracket}` that opens here is not closed well.",
        "Close it on the same line, with a comma between the parts.",
    ),
    "comment-in-brackets": (
        "From ` #` on the line is a comment, and so the bracket is not closed.",
        "Put quotes around the text that has the # in it.",
    ),
    "bad-escape": (
        "The backslash in this quoted text means nothing.",
        "Use '…' instead of \"…\".",
    ),
    "quotes-needed": (
        "A text cannot start with `{character}`.",
        "Put quotes around the whole text.",
        "Write `{suggestion}`.",
    ),
    "colon-in-text": (
        "The text after `{key}:` has a colon in it, which starts a new value.",
        "Put quotes around the whole text.",
        "Write `{suggestion}`.",
    ),
    "second-key-on-line": (
        "`{key}:` stands on the line of another key.",
        "Put each key on a line of its own: press Enter before `{key}:`.",
    ),
    "no-space-after-colon": (
        "There is no space after `{key}:`.",
        "Write a space after the colon.",
        "Write `{suggestion}`.",
    ),
    "no-colon": (
        "`{text}` has no colon.",
        "Write a key, a colon, a space and the value.",
        "Write `{suggestion}`.",
    ),
    "no-space-after-hyphen": (
        "There is no space after the hyphen.",
        "Write a space after the hyphen.",
        "Write `{suggestion}`.",
    ),
    "missing-hyphen": (
        "The hyphen that begins a part of a list is missing.",
        "Begin the line with a hyphen and a space.",
        "Write `{suggestion}`.",
    ),
    "text-not-indented": (
        "The text under `|` or `>` is not indented.",
        "Put two spaces before each line of the text.",
    ),
    "bad-indentation": (
        "This line does not stand under the lines that it belongs to.",
        "Let the line begin with as many spaces as the lines beside it.",
        "Put {right} spaces before `{suggestion}`, and not {wrong}.",
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
    "file-twice": (
        "`{value}` is there too as `{suggestion}`; on many computers those are one file.",
        "Keep one of the two, or give one another name.",
    ),
    "not-read": (
        "`{value}` is not read: content stands in files that end in `.yaml`.",
        "Write a file of it with `buurtkalender new`, or remove it.",
    ),
    "belongs-elsewhere": (
        "What this file holds belongs in another folder.",
        "Move it to `{suggestion}`.",
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
        "Write `{suggestion}`.",
    ),
    "list-without-hyphen": (
        "A list is due here, but nothing in it begins with a hyphen.",
        "Write `{suggestion}`, and put the lines under it two spaces further in.",
    ),
    "mapping-expected": (
        "Keys with values are due here.",
        "Write `key: value` on lines of their own, further in; without `- ` before them.",
        "Write `{suggestion}`.",
    ),
    "list-needs-brackets": (
        "`{value}` is one text, not a list.",
        "Write `{suggestion}`.",
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
