"""The page with which a professional finds what suits somebody, and hands it over on paper."""
