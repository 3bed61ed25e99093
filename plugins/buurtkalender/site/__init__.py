"""The domain becomes pages."""
