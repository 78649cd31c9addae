"""The solution of 08_read_the_body."""
