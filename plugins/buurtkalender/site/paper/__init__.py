"""What people print: week programmes, posters and flyers, as PDF."""
