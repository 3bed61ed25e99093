"""Pages for residents: a module a kind, and what gathers them all."""
