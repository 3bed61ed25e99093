"""The domain becomes bytes for phones, readers and programs."""
