"""The receiver: takes what people hand in with the form, keeps it, and makes a branch of it for the editors."""
