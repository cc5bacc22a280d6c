"""The benchmark: what a page costs, in CPU milliseconds of real web workers and PostgreSQL."""
