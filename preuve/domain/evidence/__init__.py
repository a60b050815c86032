"""What evidence covers, what is missing before it is handed in, and how its files are named and listed."""
