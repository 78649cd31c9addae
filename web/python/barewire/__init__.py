"""What the widgets of the site ask of Python: each module answers one task, in the page and where the site is built."""
