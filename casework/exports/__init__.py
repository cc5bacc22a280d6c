"""What leaves the portal for other systems."""
