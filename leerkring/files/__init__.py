"""One way in and out for every upload of the portal."""
