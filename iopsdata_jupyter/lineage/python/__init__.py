"""Python cells read by their syntax tree: what flows from one DataFrame to the next. Nothing is run."""
