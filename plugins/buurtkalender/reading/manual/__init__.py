"""The manual of the format: a page a language for people who write content files, made from the reader's own tables."""
