"""What pages and papers show, made of rows and plans."""
