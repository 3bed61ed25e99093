"""The form: what is asked, how answers become a content file, and how a content file becomes answers again."""
