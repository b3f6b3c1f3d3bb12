"""The picture that stands for a page where its link is shared: what it says, where that stands, and the drawing.

What it says (Entry, Entries, Site) comes in words of the reader's language. The layout places each text in a frame by
the fonts' own measures, as large as it may be there, so that none is cut; the drawing decides nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from PIL import Image, ImageDraw

from .colours import hue, token
from .lettering import ASCENT, LEAST, LINE, Fitted, Weight, letters

# In pixels: what Open Graph's and Twitter's large cards show whole.
WIDTH, HEIGHT = 1200, 630
SITE = "Lightbox"
# The sign of the site, as static/lightbox.svg has it: parts of 32 by 32, each with its colour and its corners' radius.
SIGN_SIZE = 32
SIGN = (
    ((2, 4, 30, 28), "#1f6f8b", 4),
    ((5, 7, 15, 25), "#f4f8fa", 1.5),
    ((17, 7, 27, 25), "#0d1317", 1.5),
    ((6.8, 12.8, 13.2, 19.2), "#1f6f8b", 3.2),
    ((18.8, 12.8, 25.2, 19.2), "#8fd0e6", 3.2),
)

LEFT, RIGHT, BAND = 72, 1140, 28
GAP = 24


@dataclass(frozen=True)
class Answer:
    """A question, the answer in words, and how it sounds: the name of a token of the stylesheet, such as "ok"."""

    question: str
    words: str
    tone: str


@dataclass(frozen=True)
class Entry:
    """What the picture of one entry says: its name, what it is, codes of modalities, key figures, answers.

    A figure has its name and the figure itself.
    """

    name: str
    kind: str
    modalities: Sequence[str]
    figures: Sequence[tuple[str, str]]
    answers: Sequence[Answer]

    @property
    def words(self) -> str:
        """All of it in a line, for whoever does not see the picture."""
        told = [*self.figures, *((answer.question, answer.words) for answer in self.answers)]
        return " · ".join([self.name, self.kind, *self.modalities, *(": ".join(pair) for pair in told)])


@dataclass(frozen=True)
class Entries:
    """What the picture of a comparison says: what it is, names of figures, and the entries with theirs.

    A row has a name, codes of modalities, and the figures, "" where one is not known, for which `unknown` stands.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str], Sequence[str]]]
    unknown: str

    @property
    def words(self) -> str:
        """All of it in a line, for whoever does not see the picture."""
        rows = (", ".join(filter(None, [name, *figures])) for name, _codes, figures in self.rows)
        return " · ".join([self.title, *rows])


@dataclass(frozen=True)
class Site:
    """What the picture of every other page says: what the site is."""

    title: str

    @property
    def words(self) -> str:
        """It in a line, for whoever does not see the picture."""
        return f"{SITE} · {self.title}"


@dataclass(frozen=True)
class Frame:
    """A place in the picture, in pixels from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Patch:
    """A frame filled with a colour; `radius` is that of its corners."""

    frame: Frame
    colour: str
    radius: float = 0


@dataclass(frozen=True)
class Lettered:
    """A text in its frame: on the left, or on the right; from the top, or in the middle between top and bottom."""

    frame: Frame
    text: str
    fitted: Fitted
    weight: Weight
    colour: str
    on_the_right: bool = False
    in_the_middle: bool = False


Layout = Sequence[Patch | Lettered]


@dataclass(frozen=True)
class Letterer:
    """Who places texts in one language."""

    language: str

    def place(self, frame: Frame, text: str, largest: int, *, bold: bool = False, colour: str = "text") -> Lettered:
        """Return a text in a frame, at most so large; `colour` is a colour or the name of a token."""
        weight = Weight.BOLD if bold else Weight.REGULAR
        fitted = letters(weight, self.language).fitted(text, frame.width, frame.height, largest)
        return Lettered(frame, text, fitted, weight, colour if colour.startswith("#") else token(colour))


def layout(said: Entry | Entries | Site, language: str) -> Layout:
    """Return where everything stands, back to front."""
    letterer = Letterer(language)
    ground = Patch(Frame(0, 0, WIDTH, HEIGHT), token("surface"))
    if isinstance(said, Site):
        return [ground, *_site(said, letterer)]
    if isinstance(said, Entries):
        return [ground, *_entries(said, letterer)]
    return [ground, *_entry(said, letterer)]


def _site(said: Site, letterer: Letterer) -> Iterator[Patch | Lettered]:
    yield Patch(Frame(0, 0, BAND, HEIGHT), token("accent"))
    yield from _sign(Frame(LEFT, 96, 128, 128))
    yield letterer.place(Frame(LEFT + 160, 80, RIGHT - LEFT - 160, 160), SITE, 112, bold=True)
    yield letterer.place(Frame(LEFT, 280, RIGHT - LEFT, 290), said.title, 56)


def _head(what: str, letterer: Letterer) -> Iterator[Patch | Lettered]:
    """Yield the first line: the site on the left, what is shown on the right."""
    yield from _sign(Frame(LEFT, 48, 48, 48))
    yield letterer.place(Frame(LEFT + 64, 44, 300, 56), SITE, 38, bold=True, colour="accent")
    what_frame = Frame(LEFT + 388, 48, RIGHT - LEFT - 388, 50)
    yield replace(letterer.place(what_frame, what, 32, colour="muted"), on_the_right=True)


def _entry(said: Entry, letterer: Letterer) -> Iterator[Patch | Lettered]:
    yield from _band(said.modalities, Frame(0, 0, BAND, HEIGHT))
    yield from _head(said.kind, letterer)
    figures_top, answers_top = 376, 498
    room = 180 + (0 if said.figures else 110) + (0 if said.modalities else 64)
    name = letterer.place(Frame(LEFT, 116, RIGHT - LEFT, room), said.name, 84, bold=True)
    yield name
    yield from _badges(said.modalities, name.frame.top + name.fitted.height + 12, letterer)
    yield from _figures(said.figures, figures_top, letterer)
    yield Patch(Frame(LEFT, answers_top - 8, RIGHT - LEFT, 2), token("line"))
    width = (RIGHT - LEFT - GAP * (len(said.answers) - 1)) / max(1, len(said.answers))
    for place, answer in enumerate(said.answers):
        left = LEFT + place * (width + GAP)
        yield letterer.place(Frame(left, answers_top, width, 36), answer.question, 24, colour="muted")
        yield Patch(Frame(left, answers_top + 52, 22, 22), token(answer.tone), 11)
        frame = Frame(left + 38, answers_top + 38, width - 38, 76)
        yield letterer.place(frame, answer.words, 34, bold=True, colour=answer.tone)


def _figures(figures: Sequence[tuple[str, str]], top: float, letterer: Letterer) -> Iterator[Lettered]:
    """Yield the figures side by side, all of one size, each below its name."""
    if not figures:
        return
    width = (RIGHT - LEFT - GAP * (len(figures) - 1)) / len(figures)
    frames = [Frame(LEFT + place * (width + GAP), top + 32, width, 80) for place in range(len(figures))]
    size = min(
        letterer.place(frame, text, 46, bold=True).fitted.size
        for frame, (_name, text) in zip(frames, figures, strict=True)
    )
    for frame, (name, text) in zip(frames, figures, strict=True):
        yield letterer.place(replace(frame, top=top, height=34), name, 24, colour="muted")
        yield letterer.place(frame, text, size, bold=True)


def _badges(codes: Sequence[str], top: float, letterer: Letterer) -> Iterator[Patch | Lettered]:
    """Yield the codes of modalities in one row, as large as the row has room for."""
    bold = letters(Weight.BOLD, letterer.language)
    # Of a size: what stands around the text of each, and between two.
    edges, between = 1.0, 0.4

    def width_of_all(size: int) -> float:
        return bold.width("".join(codes), size) + len(codes) * (1 + size * (edges + between))

    size = next((size for size in range(28, LEAST, -1) if width_of_all(size) <= RIGHT - LEFT), LEAST)
    left = float(LEFT)
    for code in codes:
        ground, ink = hue(code)
        # A hair wider than the text, which may fill its frame.
        width = bold.width(code, size) + 1
        yield Patch(Frame(left, top, width + size * edges, size * LINE + 12), ground, 6)
        yield letterer.place(
            Frame(left + size * edges / 2, top + 6, width, size * LINE), code, size, bold=True, colour=ink
        )
        left += width + size * (edges + between)


def _band(codes: Sequence[str], frame: Frame) -> Iterator[Patch]:
    """Yield a frame that has the hues of modalities above one another; the site's own colour where there is none."""
    colours = list(dict.fromkeys(hue(code)[0] for code in codes)) or [token("accent")]
    height = frame.height / len(colours)
    for place, colour in enumerate(colours):
        yield Patch(Frame(frame.left, frame.top + place * height, frame.width, height), colour)


def _entries(said: Entries, letterer: Letterer) -> Iterator[Patch | Lettered]:
    yield Patch(Frame(0, 0, BAND, HEIGHT), token("accent"))
    yield from _head(said.title, letterer)
    top, heading = 120, 44
    columns = [Frame(left, top, 176, heading) for left in (580, 772, 964)]
    for frame, text in zip(columns, said.headings, strict=True):
        yield replace(letterer.place(frame, text, 24, colour="muted"), on_the_right=True)
    height = min(190.0, (HEIGHT - 24 - top - heading) / len(said.rows))
    for place, (name, codes, figures) in enumerate(said.rows):
        line = top + heading + place * height
        yield Patch(Frame(LEFT, line, RIGHT - LEFT, 2), token("line"))
        yield from _band(codes, Frame(LEFT, line + 10, 12, height - 18))
        name_frame = Frame(LEFT + 28, line + 6, RIGHT - 3 * 192 - LEFT - 28 - GAP, height - 10)
        yield replace(letterer.place(name_frame, name, 38, bold=True), in_the_middle=True)
        for column, figure in zip(columns, figures, strict=True):
            frame = Frame(column.left, line + 6, column.width, height - 10)
            placed = letterer.place(frame, figure or said.unknown, 32, colour="text" if figure else "muted")
            yield replace(placed, on_the_right=True, in_the_middle=True)


def _sign(frame: Frame) -> Iterator[Patch]:
    scale = frame.width / SIGN_SIZE
    for (left, top, right, bottom), colour, radius in SIGN:
        part = Frame(frame.left + left * scale, frame.top + top * scale, (right - left) * scale, (bottom - top) * scale)
        yield Patch(part, colour, radius * scale)


def png(said: Entry | Entries | Site, language: str) -> bytes:
    """Return the picture as PNG, WIDTH by HEIGHT pixels."""
    image = Image.new("RGB", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(image)
    for part in layout(said, language):
        if isinstance(part, Patch):
            frame = part.frame
            corners = (frame.left, frame.top, frame.left + frame.width - 1, frame.top + frame.height - 1)
            draw.rounded_rectangle(corners, part.radius, part.colour)
        else:
            for left, feet, line in standing(part, language):
                for font, text in letters(part.weight, language).runs(line, part.fitted.size):
                    draw.text((left, feet), text, part.colour, font, "ls")
                    left += font.getlength(text)
    written = BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def standing(part: Lettered, language: str) -> Iterator[tuple[float, float, str]]:
    """Yield the lines of a text, each with where it begins on its letters' feet."""
    size, frame = part.fitted.size, part.frame
    top = frame.top + ((frame.height - part.fitted.height) / 2 if part.in_the_middle else 0)
    for place, line in enumerate(part.fitted.lines):
        spare = frame.width - letters(part.weight, language).width(line, size)
        yield frame.left + (spare if part.on_the_right else 0), top + size * (ASCENT + place * LINE), line
