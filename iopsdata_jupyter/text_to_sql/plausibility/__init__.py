"""What is suspicious about an answer, and its likely cause, from the tree, the catalog and known values."""
