"""The demo: seven circles, the people in them and what they learn. All of it made up, in the data files beside."""

from .load import PASSWORD, Account, load_demo

__all__ = ["PASSWORD", "Account", "load_demo"]
