"""What the portal holds about people, and their rights over it: to see, take along, correct, object and erase.

- ``registry``: each app says in ``AppConfig.ready()`` what it holds, why, how long, and what becomes of it.
- ``ledger``: who was erased, in a file outside the database and its backups. After a restore call
  ``leerkring.accounts.privacy.replay.replay()``; it erases again who had been erased.
- ``erasure``: asking for it, thinking better of it, and doing it.
- ``export``: all of it in one file.
"""
