"""What the running circle of ``conftest.py`` is made of, by app."""
