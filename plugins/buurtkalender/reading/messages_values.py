"""Problems of values, and of what they refer to."""

from __future__ import annotations

VALUE_MESSAGES: dict[str, tuple[str, ...]] = {
    # Plain values
    "too-long": (
        "The text has {length} characters; {most} is the most.",
        "Make it shorter.",
    ),
    "comment-in-text": (
        "`{value}` begins with # after a space: that makes it a comment, and nobody will see it.",
        "Does it belong to the text? Then write `{suggestion}`. If not, put two spaces before the #, and one after it.",
    ),
    "html-in-line": (
        "This text contains `{tag}`, and people will see it like that.",
        "Write plain text, without the signs of web pages.",
    ),
    "html-in-text": (
        "This text contains `{tag}`, as in a web page.",
        "Write plain text: an empty line between paragraphs, **bold**, *italic*, `- ` before each part of a list.",
    ),
    "letters-not-printed": (
        "On sheets to print, `{value}` cannot stand whole: their typefaces do not have {letters}. There a word with these letters becomes […], and the sheet says that it is on the page.",  # noqa: E501
        "Write it in Latin letters too, or in those of Arabic, Cyrillic or Greek. On the pages nothing changes.",
    ),
    "more-than-a-word": (
        "`{value}` cannot stand here by itself.",
        "Write `none`, or `{{required: yes}}` with what people need to know.",
        "Write `{suggestion}`.",
    ),
    "unknown-value": (
        "`{value}` cannot be used here.",
        "Use one of these: {known}.",
        "Write `{suggestion}`.",
    ),
    "only-true": (
        "`{value}` cannot be used here.",
        "Write `true`, or leave the key out.",
    ),
    "bad-whole-number": (
        "`{value}` is not a whole number from {least} to {most}.",
        "Write only digits.",
        "Write `{suggestion}`.",
    ),
    "number-with-unit": (
        "`{value}` has a word behind the number.",
        "Write only a number: of weeks with `weekly`, of months with `monthly`.",
        "Write `{suggestion}`.",
    ),
    "bad-number": (
        "`{value}` is not a number from {least} to {most}.",
        "Write a number such as 2 or 1.5.",
    ),
    "bad-identifier": (
        "`{value}` may hold only a-z, 0-9 and hyphens, at most 60.",
        "Choose another name, all in lower case.",
        "Write `{suggestion}`.",
    ),
    "device-name": (
        "`{value}` is a name that Windows keeps for itself: there no file or folder can be called so.",
        "Choose another name.",
        "Choose another name, such as `{suggestion}`.",
    ),
    "unseen-sign": (
        "There is a sign in it that nobody sees ({character}). It is left out.",
        "Type the text again, in a program for plain text.",
        "Write `{suggestion}`, and type it yourself.",
    ),
    "bad-phone": (
        "`{value}` is not a telephone number.",
        "Write digits with spaces or a hyphen, such as 0123-456 789.",
        "Write only `{suggestion}`; a name has a key of its own.",
    ),
    "phone-is-date": (
        "`{value}` is a date, not a telephone number.",
        "Write the number, such as 0123-456 789; a date belongs in another field.",
    ),
    "phone-length": (
        "`{value}` has {count} digits: that number does not exist.",
        "Write all ten digits, such as 0123-456 789; a number abroad with + and its country.",
        "Write `{suggestion}`: a number has ten digits.",
    ),
    "phone-with-zero": (
        "`{value}` contains (0), and nobody can call it like that.",
        "Write `{suggestion}`.",
    ),
    "bad-email": (
        "`{value}` is not an e-mail address.",
        "Write one address, such as info@organisatie.example.",
        "Write `{suggestion}`.",
    ),
    "http-link": (
        "`{value}` starts with http://, which is not secure.",
        "Write https://.",
        "Write `{suggestion}`.",
    ),
    "unsafe-link": (
        "Links with `{scheme}` cannot be used.",
        "Use a link that starts with https://.",
    ),
    "bad-link": (
        "`{value}` is not a link.",
        "Write the whole address, starting with https://.",
        "Write `{suggestion}`.",
    ),
    "bad-feed-variable": (
        "`{value}` is not the name of a variable with an address.",
        "Write `env:BUURTKALENDER_FEED_` with a name in capitals behind it.",
    ),
    "feed-secret": (
        "This address looks secret: whoever has it can read the whole calendar, and what stands in a file is public for ever.",  # noqa: E501
        "Write `{variable}`, and put the address in a secret of that name. Then let your calendar program make a new address: this one is known.",  # noqa: E501
    ),
    "bad-postcode": (
        "`{value}` is not a postcode.",
        "Write four digits and two letters, such as 1234 AB.",
    ),
    "bad-point": (
        "A point has two numbers.",
        "Write [latitude, longitude], such as [51.97, 5.34].",
    ),
    "point-swapped": (
        "Latitude and longitude have changed places.",
        "Write [{lat}, {lon}].",
    ),
    "point-outside": (
        "The point {lat}, {lon} is not in the Netherlands.",
        "Write [latitude, longitude], such as [51.97, 5.34].",
    ),
    "bad-ages": (
        "`{value}` is no range of ages.",
        "Write `65+` or `13-27`; leave it out for everyone.",
        "Write `{suggestion}`.",
    ),
    "ages-reversed": (
        "In `{value}` the highest age comes first.",
        "Write `{suggestion}`.",
    ),
    "negative-cost": (
        "`{value}` is less than nothing.",
        "Write `free`, or an amount such as 2.50.",
    ),
    "bad-cost": (
        "`{value}` is not an amount.",
        "Write `free`, or euros such as 2.50. Words belong in a note: `{{amount: 0, note: …}}`.",
        "Write `{suggestion}`; explain the rest in `note`.",
    ),
    "price-twice": (
        "There is a price for `{value}` already.",
        "Leave one of them out, or say with `per` or in `for` how they differ.",
    ),
    "bad-childcare": (
        "`{value}` cannot be used here.",
        "Write `yes`, `no`, or `{{amount: 2.50, note: …}}`.",
        "Write `{suggestion}`.",
    ),
    "until-before-opens": (
        "Signing up ends on {until}, and begins on {opens}.",
        "Change `opens` or `until`.",
    ),
    "bad-duration": (
        "`{value}` does not say how long ahead.",
        "Write `2 days`, `24 hours` or `1 week`.",
        "Write `{suggestion}`.",
    ),
    "missing-alt": (
        "The picture has no text for those who do not see it.",
        "Add `alt:` with what the picture shows.",
        "Write `{suggestion}`, with after `alt:` what the picture shows, and after `by:` who holds the rights to it.",
    ),
    "missing-by": (
        "It does not say who holds the rights to this picture, so it is not published.",
        "Add `by:` with who made it, or whose it is, and ask them first. Then the picture is shown with that name.",
    ),
    "not-a-file-name": (
        "`{value}` is not the name of a file in this folder.",
        "Put the file beside this one, and write only its name.",
    ),
    "wrong-file-kind": (
        "`{value}` is a kind of file that cannot be used here.",
        "Use a file that ends in one of these: {known}.",
    ),
    "no-such-file": (
        "The file `{id}` is not in this folder.",
        "Put it there, or mend its name; capitals count.",
        "Put it there, or write `{suggestion}`.",
    ),
    "not-a-picture": (
        "`{id}` is not a picture that can be shown.",
        "Use a photograph or a logo as JPEG, PNG or WebP. Open it in a program for photographs, and save it anew.",
    ),
    "picture-too-large": (
        "The picture `{id}` has too many dots: more than {most} million.",
        "Make it smaller, such as 1600 dots wide.",
    ),
    "picture-too-heavy": (
        "The picture `{id}` is larger than {most} MB.",
        "Make it smaller, such as 1600 dots wide.",
    ),
    "bad-account": (
        "`{value}` is not the name of an account.",
        "Write the name of the account, without a link.",
    ),
    "bad-address": (
        "`{value}` is not an address of an activity.",
        "Write `organisation/name`, as the folder and the file were called.",
    ),
    # Places
    "missing-place": (
        "It does not say where the activity is.",
        "Add `venue:`, `location:`, `online:` or `serves:`.",
    ),
    "venue-and-location": (
        "`venue` and `location` cannot stand together.",
        "Keep `venue` for a venue of the calendar, else `location`.",
    ),
    "room-without-venue": (
        "The room `{room}` has no venue.",
        "Add `venue:`, or put the room in the name of the `location`.",
    ),
    "bad-code": (
        "`{value}` is not a CBS code of this kind.",
        "Write it as {example}.",
    ),
    "bad-age-band": (
        "`{value}` is not an age band.",
        'Write "0-14" or "65+", with quotes.',
    ),
    "age-bands-overlap": (
        "The age bands `{name}` and `{other}` overlap, so some people would be counted twice.",
        "Leave one of them out, or write bands that follow each other, such as 65-74 and 75+.",
    ),
    "bad-boundary": (
        "The boundary is not a GeoJSON polygon.",
        "Use a geometry with `type: Polygon` or `MultiPolygon` and its coordinates.",
    ),
    # The calendar's own files
    "bad-language": (
        "`{value}` is not the code of a language.",
        "Write a code such as nl, en or ar.",
    ),
    "one-unit": (
        "A norm counts in exactly one unit.",
        "Use one of these: {known}.",
    ),
    "norm-of-nothing": (
        "A norm of nothing is always met.",
        "Write a number above 0.",
    ),
    "offers-per": (
        "`{unit}` are not counted per week or month.",
        "Leave out `per`.",
    ),
    "dayparts-above-number": (
        "The norm asks for {amount} sessions, and for {least} dayparts that each have one: the number says nothing.",
        "Write `sessions: {least}` or more, or leave out dayparts.",
    ),
    "dayparts-of-offers": (
        "`{unit}` have no fixed time, so `dayparts` do nothing here.",
        "Leave out `dayparts`, or count `sessions`.",
    ),
    "offers-of-anything": (
        "The norm asks for `{unit}` and says nothing of what: no theme and no goal. So nothing counts for it.",
        "Add `themes` or `goal`: lending toys is no visit at home.",
    ),
    "aimed-at-nobody": (
        "`aimed` says that only what is meant for them counts, but the norm does not say who they are.",
        "Add `audience` or `ages`, or leave out `aimed`.",
    ),
    "missing-per": (
        "It does not say per what the `{unit}` are counted.",
        "Add `per: week` or `per: month`.",
    ),
    "bad-walk": (
        "`{value}` is not a walking time.",
        "Write minutes, such as `15 minutes`.",
    ),
    "bad-distance": (
        "`{value}` is not a distance.",
        "Write `1 km` or `800 m`.",
    ),
    "one-nearness": (
        "A norm says in exactly one way how near it has to be.",
        "Use `walk` or `distance`, or write `within: neighbourhood`.",
    ),
    "confidence-order": (
        "These steps are not in order.",
        "Write the fewest days first, and let each step count no more than the one before.",
    ),
    "expected-before-since": (
        "It is expected on {expected}, before it was picked up on {since}.",
        "Correct one of the two dates.",
    ),
    "holidays-overlap": (
        "`{name}` overlaps `{other}` in the same region.",
        "Correct the dates or the regions.",
    ),
    # What other files have to hold
    "contact-of-other": (
        "`{value}` belongs to `{other}`, and this file stands in the folder of `{owner}`.",
        "Is it theirs? Then move it to `activities/{other}/`. Together? Then write `partners: [{other}]`.",
    ),
    "several-in-one": (
        "`{value}` is one text, and these are several.",
        "Write `{suggestion}`.",
    ),
    "unknown-organisation": (
        "There is no organisation `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-venue": (
        "There is no venue `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-neighbourhood": (
        "There is no neighbourhood `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-municipality": (
        "There is no municipality `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-area": (
        "There is no neighbourhood or municipality `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-norm": (
        "There is no norm `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-theme": (
        "There is no theme `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-goal": (
        "There is no goal `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-audience": (
        "There is no audience `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-language": (
        "There is no language `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-facility": (
        "There is no facility `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-fact": (
        "There is no barrier `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-room": (
        "The venue `{venue}` has no room `{id}`.",
        "Use one of its rooms: {known}. Or add the room to the venue.",
        "Did you mean `{suggestion}`?",
    ),
    "formerly-present": (
        "`{id}` is the address of an activity that is there now.",
        "Remove it from `formerly`, or remove that activity.",
    ),
    "formerly-twice": (
        "`{other}` says too that it was `{id}`.",
        "Keep it with one of the two.",
    ),
}
