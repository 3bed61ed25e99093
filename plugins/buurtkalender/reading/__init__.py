"""Content files become the domain, and every problem is told with its place and its mend."""
