"""What an activity calendar is: pure values and functions, no files, no clock, no framework."""
