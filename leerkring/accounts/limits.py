"""How often something may be asked, in allauth's words: ``NUMBER/PERIOD/per``, per network, person or key."""

# Counted in the shared cache. Generous per network, as a whole circle signs in from one building; strict per address.
LIMITS = {
    # Checking certificates by number: a register checks many in a row, who guesses gets nowhere.
    "certificate": "30/m/ip",
    "change_password": "5/m/user",
    "confirm_email": "1/10s/key",
    # Messages to contact persons: per network, and per address of the sender.
    "contact": "20/h/ip,5/h/key",
    # Mail to an address that mail came back from.
    "address_check": "3/h/user",
    # Mail that a service hands in, and attempts without the secret.
    "inbound": "600/m/ip",
    "inbound_refused": "10/m/ip",
    "login": "60/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "manage_email": "10/m/user",
    # The digits on the wall of a meeting, typed over: too few for who guesses.
    "presence": "5/m/key,30/h/key",
    # What browsers report of the content policy: one bad page would otherwise fill the database.
    "policy_report": "60/m/ip",
    "reauthenticate": "10/m/user",
    "request_login_code": "60/m/ip,3/m/key,10/h/key",
    # Signing up for an event: per network; and what one mailbox gets about one event.
    "registration": "60/h/ip",
    "registration_mail": "3/h/key",
    # Proposing an issue from outside: per network; and what one mailbox gets of it.
    "proposal": "20/h/ip",
    "proposal_mail": "5/h/key",
    "reset_password": "20/m/ip,3/m/key,10/h/key",
    "reset_password_from_key": "20/m/ip",
    "signup": "60/m/ip",
    # What people take along from a meeting, without account: a full room may share one network.
    "value_moment": "60/m/ip",
}
