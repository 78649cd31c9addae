"""The bridge from the repository to the site, and the set-up that `make` does."""
