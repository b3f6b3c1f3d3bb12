"""Pages' HTML as Markdown: what is read stays, what is pressed goes, tables stay tables."""

import pytest

from datasets.assistants.page_text import page_text

HERE = "https://site.example/en/datasets/x/"


def text(main: str) -> str:
    return page_text(f"<body><nav>Menu</nav><main id=main>{main}</main><footer>Foot</footer></body>", HERE, "")


def test_the_heading_comes_first_then_the_lasting_address() -> None:
    page = "<main><nav class=trail><a href=/en/>All</a></nav><h1>Name</h1><p>Text</p></main>"
    lines = page_text(page, HERE, "https://site.example/d/x/").split("\n\n")
    assert lines == ["# Name", "<https://site.example/d/x/>", "[All](https://site.example/en/)", "Text\n"]


@pytest.mark.parametrize(
    "markup",
    [
        "<form><label>Find</label><input name=q></form>", "<button>Press</button>", "<svg><text>Drawn</text></svg>",
        "<aside class=facets>Filters</aside>", '<span aria-hidden="true">✓</span>', "<p hidden>Hidden</p>",
        "<nav>Elsewhere</nav>", '<div class="sources" id="src-a"><ul><li>Opens</li></ul></div>',
        '<a class="button" href="#cite">Below</a>', "<script>code()</script>",
    ],
)  # fmt: skip
def test_what_is_not_for_reading_is_left_out(markup: str) -> None:
    assert text(f"<h1>A</h1>{markup}") == "# A\n"


def test_words_for_those_who_do_not_see_stay() -> None:
    assert text('<p><span aria-hidden="true">–</span><span class="visually-hidden">unknown</span></p>') == "unknown\n"


def test_links_are_absolute() -> None:
    assert text('<p><a href="?page=2">2</a> <a href="/fr/">f</a> <a href="a(b) c">g</a></p>') == (
        "[2](https://site.example/en/datasets/x/?page=2) [f](https://site.example/fr/) "
        "[g](https://site.example/en/datasets/x/a%28b%29%20c)\n"
    )


def test_a_table_with_groups_and_lists_has_one_head_and_one_line_a_row() -> None:
    table = (
        "<table><thead><tr><th>A</th><th>B</th></tr></thead>"
        "<tbody><tr><th colspan=2>Group</th></tr><tr><th>x | y</th><td><ul><li>1</li><li>2</li></ul></td></tr></tbody>"
        "<tbody><tr><th colspan=2>Other</th></tr><tr><td><code>a|b</code></td><td>\n  <p>p</p> q</td></tr></tbody>"
        "</table>"
    )
    assert text(table).splitlines() == [
        "| A | B |",
        "| --- | --- |",
        "| Group | |",
        r"| x \| y | 1 · 2 |",
        "| Other | |",
        r"| `a\|b` | p q |",
    ]


def test_a_table_without_a_head_gets_an_empty_one() -> None:
    assert text("<table><tr><td>a</td><td>b</td></tr></table>").splitlines() == ["| | |", "| --- | --- |", "| a | b |"]


def test_terms_and_what_is_said_of_them_are_a_list() -> None:
    assert text("<dl><div><dt>A</dt><dd>1</dd></div><div><dt>B:</dt><dd>2</dd><dd>3</dd></div></dl>") == (
        "- **A:** 1\n- **B:** 2 · 3\n"
    )


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("a*b_c [d](e)", r"a\*b\_c \[d\](e)"),
        ("&lt;b&gt; &amp;lt;", r"\<b> \&lt;"),
        ("# no heading", r"\# no heading"),
        ("2. no item", r"2\. no item"),
        ("70.5 %, 3D", "70.5 %, 3D"),
        ("- no item", r"\- no item"),
    ],
)
def test_text_stays_what_it_is(typed: str, written: str) -> None:
    assert text(f"<p>{typed}</p>") == f"{written}\n"


def test_how_to_cite_comes_last() -> None:
    cite = '<section aria-labelledby="cite"><h2>Cite</h2><pre>@misc{a_b}</pre></section>'
    assert text(f"{cite}<section><h2>B</h2><p>b</p></section>") == "## B\n\nb\n\n## Cite\n\n```\n@misc{a_b}\n```\n"


def test_a_section_with_nothing_but_a_picture_goes() -> None:
    assert text("<p>a</p><section><h2>Picture</h2><figure><svg></svg></figure></section>") == "a\n"
