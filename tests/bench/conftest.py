"""A benchmark is no test: pytest looks at nothing below this folder."""

collect_ignore_glob = ["*"]
