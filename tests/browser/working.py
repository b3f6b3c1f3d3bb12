"""Somebody at the desk, who works by mouse or by the keys alone; what they do is counted.

Each field that is filled, each choice and each button or link that is used is one action. By the keys alone, a field or
button is reached with Tab from where the focus is, as a person does, and chosen with Enter or Space; to move on is no
action, but what cannot be reached so fails.
"""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

# Steps with Tab in which anything on a page of the desk has to be reached.
MOST_STEPS = 400


@dataclass
class Worker:
    """A page of the desk and somebody at it; `actions` is what they have done so far."""

    page: Page
    keys: bool = False
    actions: int = 0

    def fill(self, label: str, text: str) -> None:
        """Type into the field with this label."""
        self.fill_in(self.page.get_by_label(label, exact=True).first, text)

    def fill_in(self, field: Locator, text: str) -> None:
        """Type into a field."""
        self.actions += 1
        if self.keys:
            self._reach(field)
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.type(text)
        else:
            field.fill(text)

    def choose(self, label: str, option: str) -> None:
        """Choose the option that begins so of the select with this label."""
        self.actions += 1
        field = self.page.get_by_label(label, exact=True)
        wanted = field.locator("option").filter(has_text=re.compile(rf"^\s*{re.escape(option)}")).first
        if self.keys:
            self._reach(field)
            # Typing the first word of an option chooses it, as in every select.
            self.page.keyboard.type(option.split()[0])
        else:
            field.select_option(value=wanted.get_attribute("value"))
        assert field.input_value() == wanted.get_attribute("value"), option

    def tick(self, field: Locator) -> None:
        """Tick a checkbox, or choose a radio button."""
        self.actions += 1
        if self.keys:
            if field.get_attribute("type") == "radio":
                # Of a group Tab reaches one; arrows choose among them.
                group = self.page.locator(f"input[type=radio][name='{field.get_attribute('name')}']")
                self._reach_any(group)
                for _ in range(group.count()):
                    if field.evaluate("one => one === document.activeElement"):
                        break
                    self.page.keyboard.press("ArrowDown")
                self.page.keyboard.press("Space")
            else:
                self._reach(field)
                self.page.keyboard.press("Space")
        else:
            field.check()

    def press(self, name: str) -> None:
        """Press the button with this name in the main part of the page, or the first of several."""
        self.use(self.page.get_by_role("main").get_by_role("button", name=name).first)

    def follow(self, name: str) -> None:
        """Follow the link with this name in the main part of the page, or the first of several."""
        self.use(self.page.get_by_role("main").get_by_role("link", name=name).first)

    def use(self, what: Locator) -> None:
        """Press a button or follow a link, and wait for the page that comes."""
        self.actions += 1
        self.page.wait_for_load_state()
        self.page.evaluate("window.here = location.href")
        if self.keys:
            self._reach(what)
            self.page.keyboard.press("Enter")
        else:
            what.click()
        # Another page knows nothing of this one; a link within the page leads elsewhere in it.
        self.page.wait_for_function("() => window.here !== location.href && document.readyState === 'complete'")

    def _reach(self, what: Locator) -> None:
        what.wait_for()
        for _ in range(MOST_STEPS):
            if what.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"not reached with Tab: {what}")

    def _reach_any(self, group: Locator) -> None:
        for _ in range(MOST_STEPS):
            if group.evaluate_all("ones => ones.includes(document.activeElement)"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"not reached with Tab: {group}")
