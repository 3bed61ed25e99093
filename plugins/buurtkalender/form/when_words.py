"""The words for days and times that people use, in Dutch and in English, as patterns in text without accents."""

from __future__ import annotations

import re

from buurtkalender.reading.dutch import DAYS, MONTHS, NTHS

DAY = "(?:" + "|".join(sorted(DAYS, key=len, reverse=True)) + r")(?:en|s|ochtend(?:en)?|middag(?:en)?|avond(?:en)?)?\.?"
NTH = "(?:" + "|".join(sorted(NTHS, key=len, reverse=True)) + ")"
MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
AND = r"\s*(?:,|\+|&|/|en|and|\s)\s*"
CLOCK = r"(\d{1,2})(?:[:.,u](\d{2}))?\s*(?:uur|u|h)?"
TO = r"\s*(?:-|–|—|tot en met|tot|t/m|to|until)\s*"
SPAN = re.compile(rf"(?:van\s+|from\s+)?(?<![\d/.:-]){CLOCK}\.?{TO}(?:ca\.?\s*)?{CLOCK}(?![\d/-])\.?")
FROM = re.compile(
    r"(?:vanaf|om|from|at|v\.a\.|va|aanvang)?\s*(?<![\d/.:-])(?:(\d{1,2})[:.](\d{2})\s*(?:uur|u|h)?|(\d{1,2})\s*(?:uur|u)\b)(?![\d/-])\.?"
)
ALL_DAY = re.compile(r"\b(?:hele dag|de hele dag|all day|all-day)\b")
WEEKDAYS = re.compile(rf"\b{DAY}(?:{AND}{DAY})*(?![a-z])")
ONE_DAY = re.compile(rf"\b{DAY}(?![a-z])")
DAY_RANGE = re.compile(rf"\b({DAY})\s*(?:-|–|t/m|tot en met|tot|to)\s*({DAY})(?![a-z])")
MONTHLY = re.compile(
    rf"\b({NTH}(?:{AND}(?:de\s+)?{NTH})*)\s+({DAY})(?![a-z])(?:\s*(?:van|v/d|v\.d\.|vd|of)?\s*(?:de|elke|iedere|the|every)?\s*(?:maand|month))?"
)
MONTH_DAY = re.compile(
    r"\b(?:elke|iedere|de|every)?\s*(\d{1,2})e\s*(?:dag\s*)?(?:van|v/d|vd|of)\s*(?:de|elke|iedere)?\s*(?:maand|month)\b"
)
ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
NUMERIC = re.compile(
    r"\b(\d{1,2})(?:-(?=\d+-)|/(?=\d+/)|\.(?=\d+\.\d{4}))(\d{1,2})[-/.](\d{4}|\d{2})\b(?![:.]\d)|\b(\d{1,2})/(\d{1,2})\b(?![-/.:]|\s*(?:uur|u\b))"
)
WRITTEN = re.compile(rf"\b(\d{{1,2}}(?:\s*(?:,|en|&|\+)\s*\d{{1,2}})*)\s+({MONTH})(?![a-z])(?:\s+(\d{{4}}))?")
PERIOD = re.compile(rf"\b(\d{{1,2}})\s*(?:t/m|tot en met|-|–)\s*(\d{{1,2}})\s+({MONTH})(?![a-z])(?:\s+(\d{{4}}))?")
_ONCE_IN = r"(?:elke|iedere|eens per|1 ?x per|every)"
EVERY = (
    (
        re.compile(
            rf"\b(?:om de (?:andere )?week|om de 14 dagen|tweewekelijks|2-wekelijks|veertiendaags|"
            rf"{_ONCE_IN} (?:2|twee) weken|"
            r"every (?:2|two|other) weeks?)\b"
        ),
        2,
    ),
    (re.compile(rf"\b(?:driewekelijks|{_ONCE_IN} (?:3|drie) weken|om de 3 weken)\b"), 3),
    (re.compile(rf"\b(?:vierwekelijks|{_ONCE_IN} (?:4|vier) weken|om de 4 weken)\b"), 4),
)
PARITY = re.compile(r"\b(?:in de |de )?(on)?even (?:weken|week(?:nummers)?)\b")
DAILY = re.compile(r"\b(?:elke dag|iedere dag|dagelijks|every day|daily|alle dagen)\b")
WORKING = re.compile(r"\b(?:werkdagen|doordeweeks|weekdagen|weekdays)\b")
WEEKEND = re.compile(r"\b(?:weekend(?:en)?|weekends)\b")
APPOINTMENT = re.compile(
    r"\b(?:op afspraak|in overleg|zonder vaste tijd|without a fixed time|"
    r"na afspraak|volgens afspraak|by appointment|in onderling overleg|n\.?o\.?t\.?k\.?)\b"
)
_NOT = r"(?:behalve|niet|m\.?u\.?v\.?|uitgezonderd|geen|except|buiten|not)"
NO_SCHOOL = re.compile(rf"\b{_NOT}\s*(?:in|tijdens|van)?\s*(?:de\s+)?(?:school)?vakanties?\b")
NO_HOLIDAYS = re.compile(rf"\b(?:{_NOT}|en|of)\s*(?:op|tijdens)?\s*(?:de\s+)?(?:feestdagen|public holidays)\b")
EVENING = re.compile(r"'?s avonds|avond")
AFTERNOON = re.compile(r"'?s middags|middag")
LITTLE = re.compile(
    r"\b(?:elke|iedere|elk|ieder|wekelijks|weekly|maandelijks|monthly|van|de|het|op|om|uur|u|en|in|maand|week|per|'?s|"
    r"ochtends|morgens|middags|avonds|every|on|each|the|of|at|1x|1 x|eens|keer|vast|vaste|dag|tijd|vanaf|jaar|year|"
    r"tot|ca|circa)\b"
)  # fmt: skip
