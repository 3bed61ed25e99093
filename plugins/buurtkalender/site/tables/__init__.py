"""The coordinator's tables: what the pages about gaps say, for a spreadsheet, in words."""
