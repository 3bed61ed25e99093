"""`buurtkalender start`: what a municipality decides becomes settings and content of its own."""
