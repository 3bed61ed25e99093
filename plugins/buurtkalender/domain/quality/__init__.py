"""How good the content is, and what each organisation has to do about it. The way in is ``looking``."""
