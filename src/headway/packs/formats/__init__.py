"""What a board pack holds, and the files that it is written to."""
