"""Virtual boards and the field they drive on, for when there is no robot at hand."""
