"""Lists of people for the tests of reading them in."""

MIXED = """naam;e-mail;rol;sector;organisatie
Noor Peeters;noor@example.nl;student;;ROC De Veste
Noor Peeters;NOOR@Example.nl;student;;ROC De Veste
Daan Willems;daan.willems@example.nl;student;;
Riet Derksen;riet@@example.nl;inwoner;;
Kevin Smits;kevin@example.nl;astronaut;;
Jan Jansen;jan@example.nl;inwoner;;
Bo Bos;bo@example.nl;inwoner;;
"""


def content_of(size, start=0):
    rows = "\n".join(f"P{number};p{number}@example.nl" for number in range(start, start + size))
    return f"naam;e-mail\n{rows}\n".encode()
