"""The next release, as far as a database sees it: a column and an index more, on tables that everybody uses."""
