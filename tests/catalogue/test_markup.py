"""The choke point: no Markdown, however hostile, becomes anything but harmless HTML."""

import re
from html import unescape

import pytest
from django.utils.safestring import SafeString

from datasets.catalogue import markup
from datasets.catalogue.markup import to_html

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


def test_error_gives_no_html(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> str:
        raise RuntimeError("cannot clean")

    monkeypatch.setattr(markup.nh3, "clean", broken)
    with pytest.raises(RuntimeError, match="cannot clean"):
        to_html("<script>alert(1)</script>")
