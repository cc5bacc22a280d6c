"""When people meet."""
