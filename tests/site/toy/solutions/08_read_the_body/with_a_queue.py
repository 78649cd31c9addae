"""Another approach."""
