"""What a change does for residents, told to who has to decide about it."""
