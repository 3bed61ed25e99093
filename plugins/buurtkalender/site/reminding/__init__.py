"""Asking organisations whether what they offer is still right: by mail, and in one list for the coordinator."""
