"""What the demo municipality says instead of ``pelican.conf.py``, for as long as that has ``DEMO = True``.

Names, codes and centres of its neighbourhoods are those of Wijk bij Duurstede. All else beside this file is invented:
organisations, venues, activities, telephone numbers, numbers of residents.
"""

from datetime import date

PATH = "demo"
SITENAME = "Buurtkalender Wijk bij Duurstede"
SITEURL = "https://buurtkalender.example"
CONTACT_EMAIL = "redactie@buurtkalender.example"
RESIDENTS_HOST = "stichting-welzijn-wijk"
CALENDAR_ID = "wijkbijduurstede.buurtkalender.example"
CALENDAR_START = date(2026, 1, 5)
