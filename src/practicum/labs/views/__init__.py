"""Pages of labs."""
