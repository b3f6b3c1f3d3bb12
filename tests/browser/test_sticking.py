"""What stays in sight while the rest scrolls covers nothing that has the focus."""

import pytest

from .conftest import Visit

# What is wholly covered when the focus comes to it, from above and from below. A link that goes over several lines has
# a box for each. The box of a link in a drawing is more than what is drawn.
COVERED = """
(inside) => {
  const all = document.querySelectorAll(`${inside} :is(a, button, summary, input):not(svg *)`);
  const stops = [...all].filter((one) => one.checkVisibility());
  return [...stops, ...stops.toReversed()].filter((one) => {
    one.focus();
    const hits = [...one.getClientRects()].flatMap((box) =>
      [0.1, 0.5, 0.9].map((x) => document.elementFromPoint(box.left + box.width * x, box.top + box.height / 2)));
    return !hits.some((hit) => one.contains(hit));
  }).map((one) => one.textContent.trim());
}
"""


@pytest.mark.parametrize(
    ("address", "opener", "inside"),
    [
        ("/en/datasets/", None, ".cards"),
        ("/en/datasets/", ".to-filters", "#filters"),
        ("/en/datasets/?view=table", None, ".entries"),
        ("/en/statistics/", None, ".heat"),
        ("/en/compare/?d=kits19&d=lits", None, ".comparison"),
    ],
)
def test_what_has_the_focus_is_seen(address: str, opener: str | None, inside: str, visit: Visit) -> None:
    visitor = visit(address, 360)
    if opener:
        visitor.page.locator(opener).click()
    assert visitor.page.evaluate(COVERED, inside) == []
