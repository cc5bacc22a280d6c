"""What pages about meetings show, written once per row so that templates only print; one file per concept."""
