"""Every sentence that a person reads about a value, once, in the language of who reads it."""
