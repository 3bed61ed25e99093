"""An activity handed in through the issue form: read, understood as far as it goes, and answered in plain words."""
