"""What stands where: circles, events and organisations on a map, and the same as a list."""
