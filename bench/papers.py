"""Whether the paper kit's tables compile and fit their page: python -m bench.papers [--folder DIR].

Fills a site with the catalogue, takes the table and the .bib of ten pairs, of five tens, and of twelve datasets with
ten columns in each language, puts each into a paper of LaTeX's own article (345 points of text, narrower than most),
and compiles it with LuaLaTeX and XeLaTeX; the pairs' references with biblatex and biber, the others' with BibTeX.
Needs texlive-luatex, texlive-xetex, texlive-latex-extra, texlive-bibtex-extra, biber, poppler-utils, and for the other
languages texlive-lang-cyrillic, -french, -portuguese, -chinese and -japanese, and fonts-cmu. The exit code is 1 where a
reference is undefined, a letter missing, a box too full, a table too large for its page, or a word beyond the text.
"""

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from . import serving

# Each with what keeps it from writing a PDF, which takes half of its time and is wanted once.
ENGINES = {"lualatex": "-draftmode", "xelatex": "-no-pdf"}
SECONDS = 180
SEED = 12
TEN_COLUMNS = ("year", "modality", "anatomy", "subjects", "images", "annotation", "license", "access", "task")
OTHER_COLUMNS = ("year", "modality", "class", "split", "size", "format", "overlap", "task", "annotation")
BABEL = {"en": "english", "fr": "french", "pt-br": "brazilian", "ru": "russian"}
# For what the file says needs a font: Latin Modern's likeness, which is wider than most.
FONT = "CMU Serif"
# pdftotext takes a space above a letter, which for a heading on top of a page is beyond the text by so many points.
SLACK = 8.0

PAPER = r"""\documentclass[10pt]{article}
%(packages)s
\usepackage{xurl}
%(babel)s
%(references)s
\emergencystretch=3em
\begin{document}\pagestyle{empty}
\typeout{Block: \the\dimexpr1in+\oddsidemargin\relax, \the\dimexpr1in+\topmargin+\headheight+\headsep\relax,
  \the\textwidth, \the\textheight.}
%(methods)s
\input{table}
%(bibliography)s
\end{document}
"""

# Addresses in the references may break anywhere, as xurl lets them in the text.
BIBLATEX = r"""\usepackage{biblatex}\addbibresource{references.bib}
\setcounter{biburlnumpenalty}{100}\setcounter{biburllcpenalty}{100}\setcounter{biburlucpenalty}{100}"""


@dataclass(frozen=True)
class Case:
    """One table: its name, its language, the datasets and the columns; `biber` for biblatex instead of BibTeX."""

    name: str
    language: str
    slugs: tuple[str, ...]
    columns: tuple[str, ...]
    biber: bool = False

    @property
    def query(self) -> str:
        """The query string that asks for it."""
        return urlencode([*(("d", slug) for slug in self.slugs), *(("columns", code) for code in self.columns)])


def cases(slugs: list[str]) -> Iterator[Case]:
    """Yield the tables; chance with a seed chooses, so that every run has the same ones."""
    chance = random.Random(SEED)  # noqa: S311 - for choosing, not for secrecy
    for number in range(10):
        yield Case(f"pair-{number + 1}", "en", tuple(chance.sample(slugs, 2)), (), biber=True)
    for number in range(5):
        columns = TEN_COLUMNS if number < 3 else OTHER_COLUMNS
        yield Case(f"ten-{number + 1}", "en", tuple(chance.sample(slugs, 10)), columns)
    for language in (*BABEL, "zh-hans"):
        yield Case(f"twelve-{language}", language, tuple(chance.sample(slugs, 12)), TEN_COLUMNS)


def write(case: Case, folder: Path) -> None:
    """Write the paper with its table and references into the folder."""
    from django.test import Client

    # What an earlier run left would be read again.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    client = Client(SERVER_NAME="localhost")
    for name, ending in (("table", "tex"), ("references", "bib")):
        answer = client.get(f"/{case.language}/compare/paper/table.{ending}?{case.query}")
        if answer.status_code != 200:
            raise serving.FailedError(answer.content.decode())
        (folder / f"{name}.{ending}").write_bytes(answer.content)
    table = (folder / "table.tex").read_text("utf-8")
    packages = [line[2:] for line in table.splitlines() if line.startswith(r"% \usepackage")]
    babel = BABEL.get(case.language)
    paper = PAPER % {
        "packages": "\n".join(packages).replace("{...}", f"{{{FONT}}}"),
        "babel": rf"\usepackage[{babel}]{{babel}}" if babel else "",
        "references": BIBLATEX if case.biber else "",
        "methods": table.splitlines()[-1][2:],
        "bibliography": r"\printbibliography" if case.biber else r"\bibliographystyle{plain}\bibliography{references}",
    }
    (folder / "paper.tex").write_text(paper, "utf-8")


def compiled(case: Case, engine: str, folder: Path) -> str:
    """Compile the paper and return the log of the last run, with that of the references behind it."""
    tex = [engine, "-interaction=nonstopmode", "-halt-on-error", "paper.tex"]
    references = ["biber" if case.biber else "bibtex", "paper"]
    said = ""
    quickly = [engine, ENGINES[engine], *tex[1:]]
    for command in (quickly, references, quickly, tex):
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
        if command is references:
            said = done.stdout.decode("utf-8", "replace")
        elif done.returncode:
            break
    with suppress(FileNotFoundError):
        (folder / "paper.pdf").replace(folder / f"{engine}.pdf")
    log = (folder / "paper.log").read_text("utf-8", "replace")
    (folder / f"{engine}.log").write_text(log + said, "utf-8")
    return log + said


def faults(log: str) -> Iterator[str]:
    """Yield what the log says that must not be."""
    # TeX breaks the lines of its log at 79 letters.
    whole = log.replace("\n", "")
    yield from (f"error: {found}" for found in re.findall(r"^! .*", log, re.MULTILINE))
    yield from re.findall(r"(?:Citation|Reference|Entry)[^.]{0,120}?(?:undefined|could not be found)", whole)
    yield from re.findall(r"I didn't find a database entry for \S+", log)
    yield from sorted(set(re.findall(r"Missing character: There is no \S+", log)))
    yield from re.findall(r"Float too large for page by \S+pt", whole)
    yield from re.findall(r"Overfull \\[hv]box \([\d.]+pt too \w+\)[^\[\n]*", log)


def beyond(log: str, pdf: Path) -> Iterator[str]:
    """Yield the words of a paper that stand beyond its text, as TeX does not say of what is turned."""
    left, top, width, height = (float(number) for number in re.findall(r"([\d.]+)pt", log[log.index("Block: ") :])[:4])
    told = subprocess.run(["pdftotext", "-bbox", pdf, "-"], capture_output=True, text=True, check=True).stdout  # noqa: S603, S607
    for *box, word in re.findall(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', told):
        # Points of PDF are larger than those of TeX.
        x, y, right, bottom = (float(number) * 72.27 / 72 for number in box)
        if min(x - left, y - top, left + width - right, top + height - bottom) < -SLACK:
            yield f"beyond the text: {word}"


def filled(folder: Path) -> None:
    """Fill a site in the folder, and let this process be one of it."""
    folder.mkdir(parents=True, exist_ok=True)
    ours = {"DATA_DIR": str(folder), "ALLOWED_HOSTS": "localhost", "DJANGO_SETTINGS_MODULE": "directory.settings"}
    environment = {**os.environ, **ours}
    quietly = ("--no-input", "--verbosity", "0")
    for command in (("migrate", *quietly), ("seed",), ("collectstatic", *quietly)):
        serving.manage(environment, folder / "log", *command)
    os.environ.update(environment)
    import django

    django.setup()


def main() -> int:
    """Compile every table with every engine, and say what is wrong with each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="where the papers stay; a temporary folder if there is none")
    parser.add_argument("--only", default="", help="only tables whose names begin so")
    chosen = parser.parse_args()
    missing = [name for name in (*ENGINES, "bibtex", "biber", "pdftotext") if shutil.which(name) is None]
    if missing:
        print(f"Not installed: {', '.join(missing)}. The first lines of this file say which packages have them.")  # noqa: T201
        return 1
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        filled(folder / "site")
        from datasets.models.dataset import published

        slugs = list(published().filter(category__code="imaging").values_list("slug", flat=True))
        failed = 0
        for case in cases(slugs):
            if not case.name.startswith(chosen.only):
                continue
            here = folder / case.name
            write(case, here)
            size = "sideways" if "sidewaystable" in (here / "table.tex").read_text("utf-8") else "upright"
            for engine in ENGINES:
                log = compiled(case, engine, here)
                pdf = here / f"{engine}.pdf"
                found = [*faults(log), *(beyond(log, pdf) if pdf.exists() else ())]
                failed += bool(found)
                print(f"{case.name:16} {size:9} {engine:9} {'; '.join(found) or 'fits'}", flush=True)  # noqa: T201
    print(f"{failed} of the papers fall short." if failed else "All tables compile, cite what is there, and fit.")  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
