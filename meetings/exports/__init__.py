"""What goes out of the portal as a file; one file per concept."""
