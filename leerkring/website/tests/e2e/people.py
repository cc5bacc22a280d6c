"""What people do in their browser, in the words of the screen's structure rather than of its language."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

from .portal import PATIENCE, Portal, text_of, wait_until

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
expect.set_options(timeout=30_000)
# A code stands on a line of its own.
CODE = re.compile(r"^\s*([A-Z0-9]{3}[- ]?[A-Z0-9]{3})\s*$", re.MULTILINE)


class Person:
    """Somebody with a browser of their own; every fault a page reports is remembered."""

    def __init__(self, browser: Browser, portal: Portal, size: dict[str, int], **context: object) -> None:
        self.portal = portal
        self.context = browser.new_context(viewport=size, base_url=portal.url, locale="nl-NL", **context)
        self.context.set_default_timeout(30_000)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda line: self.faults.append(line.text) if line.type == "error" else None)

    def go(self, path: str) -> Page:
        """Open a page of the portal, which must be there."""
        answer = self.page.goto(path)
        assert answer is not None and answer.status == 200, f"{path}: {answer and answer.status}"
        return self.page

    def press_main(self) -> None:
        """Press the one primary button of the page."""
        self.page.locator("main .btn-primary:visible").click()

    def fill(self, **fields: str) -> None:
        """Type in the fields of these names."""
        for name, text in fields.items():
            self.page.locator(f"main [name='{name}']:visible").fill(text)

    def sees(self, text: str) -> None:
        """Check that the main part of the page says so."""
        expect(self.page.locator("main")).to_contain_text(text)

    def log_in_by_code(self, address: str) -> None:
        """Log in as somebody does who comes four times a year."""
        before = len(self.portal.mailbox.to(address))
        self.go("/account/inloggen/")
        self.fill(login=address)
        self.press_main()
        expect(self.page.locator("[name='code']")).to_be_visible()
        code = code_in(self.portal, address, after=before)
        self.fill(code=code)
        self.press_main()
        self.page.wait_for_url("**/dashboard/")
        self.portal.cookies[address] = self.context.cookies()

    def log_in(self, address: str) -> None:
        """Come back as somebody who logged in earlier on this portal, or else log in by code.

        Tests share their portal, which sends one address three codes a minute and ten an hour.
        """
        if address not in self.portal.cookies:
            self.log_in_by_code(address)
            return
        self.context.add_cookies(self.portal.cookies[address])
        self.go("/dashboard/")


def code_in(portal: Portal, address: str, *, after: int) -> str:
    """Return the newest code to ``address`` in what comes after so many mails; other mail may come in between."""

    def codes() -> list[str]:
        return CODE.findall("\n".join(text_of(mail) for mail in portal.mailbox.to(address)[after:]))

    return wait_until(codes, PATIENCE, f"a code for {address}")[-1]


@contextmanager
def person(browser: Browser, portal: Portal, size: dict[str, int], **context: object) -> Iterator[Person]:
    """Give somebody a browser, and close it; a page that complained fails the test."""
    somebody = Person(browser, portal, size, **context)
    try:
        yield somebody
    except BaseException as error:
        seen = [somebody.page.url, somebody.page.locator("body").inner_text(), *somebody.faults]
        error.add_note("What this person saw:\n" + "\n".join(seen))
        raise
    finally:
        somebody.context.close()
    assert somebody.faults == []
