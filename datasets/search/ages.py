"""Ages of people in ordinary words: "over 60 years old", "âgés de 18 à 65 ans", "старше 60 лет", "60岁以上".

No entry can be asked for them, and none of their figures counts people or images; so they are found before anything
else is read, to be left out and said. Like amounts: rules, all languages on every page, words compared folded.
"""

import re
from collections.abc import Iterator

from .amounts import BEFORE, BEFORE_BETWEEN, BEHIND_PATTERN, BETWEEN, CJK, END, NEGATED, START, UNIT, level

# Nobody is older, in years or in months; and what is counted in people and called by no unit is often a hundred.
FIGURE = re.compile(r"(?<![\d.,])(?:1[0-3]\d|\d{1,2})(?![\d%]|[.,]\d)")
MOST_BARE = 99
WINDOW = 60

# Behind a figure, what can be nothing but an age, and what is one beside a comparison or people.
OLD = re.compile(
    r"\s?\+?[\s-]?(?:years?|yrs?|months?|mo|weeks?|days?)[\s-](?:olds?|of\s+age)\b|\s?\+?\s?y/?o\b|\s?\+?\s?ans?\s+d'age\b"
    rf"|\s?\+?\s?anos?\s+de\s+idade\b|-?\s?летн\w+|\s?(?:个?月龄|周?岁)(?![{CJK}]*龄)"
)
YEARS = re.compile(rf"\s?\+?[\s-]?(?P<years>years?|yrs?|ans?|anos?|лет|года?|годов){END}")
MONTHS = re.compile(
    rf"\s?\+?[\s-]?(?:months?|weeks?|mois|semaines?|mes(?:es)?|semanas?|месяц\w*|недел\w+|个月|周){END}"
)
PLUS = re.compile(r"\s?\+")
# A comparison behind an age: "60 and older", "60 лет и старше".
OLDER = re.compile(
    r"\s*(?:and|or|et|ou|e|и|или)\s+(?:older|over|above|up|younger|under|below|plus\s+(?:ages?|agees?|jeunes?)"
    r"|mais\s+(?:velh[oa]s?|jovens)|старше|младше|моложе)\b"
)

# What joins people or the word for age with a figure.
JOINTS = (
    r"(?:who|that|which|are|is|was|were|of|the|with|at|in|from|between|dont|qui|que|ont|est|etait|sont|ayant|avec|de|d'|l'|entre"
    r"|com|cuj[oa]|tem|tinham|sao|a|e|у|в|с|от|которым|их|的)"
)
# Comparisons that only ages have, beside those of all amounts.
OF_AGES = ("menores de", "menor de", "maiores de", "maior de", "a partir dos", "acima dos", "abaixo dos", "dès")
COMPARED = "|".join(
    sorted((re.escape(level(word)) for words in (*BEFORE.values(), OF_AGES) for word in words), key=len, reverse=True)
).replace(r"\ ", r"\s+")
COMPARED_BEFORE = re.compile(rf"{START}(?:{COMPARED}){END}[\s:]*(?:(?:the|a|os|l')\s+)?\Z")
# Words for age before its figure. That of bones is measured, and a word of data sets.
WORDS = (
    r"(?:(?<!bone )(?<!костныи )"
    rf"{START}(?:aged?|ages|agees?|older|younger|idades?|velh[oa]s?|возраст\w*|старше|младше|моложе){END}|年龄|年满)"
)
AGED = re.compile(
    rf"(?:{START}(?:{COMPARED})\s+(?:(?:the|a|l')\s*)?)?{WORDS}"
    rf"(?:[\s:]*(?:{JOINTS}|than|than\s+the|{COMPARED}){END})*[\s:]*\Z"
)
PEOPLE = re.compile(
    rf"(?:{START}(?:patients?|subjects?|participants?|people|persons?|individuals?|volunteers?|adults?|child(?:ren)?|kids"
    r"|infants?|bab(?:y|ies)|newborns?|(?:wo)?m[ae]n|(?:fe)?males?|girls?|boys?|teenagers?|elderly|seniors?"
    r"|patientes?|sujets?|personnes?|adultes?|enfants?|nourrissons?|hommes?|femmes?|filles?|garcons?|volontaires?|malades?"
    r"|pacientes?|pessoas?|adultos?|criancas?|homens?|mulher(?:es)?|idos[oa]s?|bebes?|meninas?|meninos?|voluntari[oa]s?"
    r"|adolescente?s?|individuos?|sujeitos?|пациент\w*|люд\w+|лиц|взросл\w+|дет[ие]\w*|реб[её]н\w+|мужчин\w*|женщин\w*"
    rf"|участник\w*|подростк\w*|пожил\w+|больн\w+|доброволь\w+){END}"
    r"|患者|病人|受试者|成年?人|儿童|小孩|婴儿|幼儿|老年?人|男性|女性|妇女|青少年|志愿者|参与者)"
    rf"(?P<joints>(?:[\s,(]*{JOINTS}{END})*)[\s,(]*\Z"
)
# "Patients with more than 5 lesions" have an age only where nothing is counted behind the figure.
HAVING = re.compile(r"\b(?:with|avec|ayant|com|tem|с)\b")
NOTHING_COUNTED = re.compile(rf"\s*(?:\Z|[,.;)]|(?:{JOINTS}|and|or|et|ou|и|или){END})")
SIGN = re.compile("[<>≤≥⩽⩾]")
# Of data and of time that has passed, an age is none of people.
NOT_OF_PEOPLE = re.compile(
    rf"{START}(?:data|datasets?|last|past|recent|donnees|jeux|derni\w+|dados|conjuntos?|bases?|ultim[oa]s?|данн\w+|набор\w*"
    rf"|последн\w+|за|数据集?|最近|过去|近){END}[\s\w']{{0,12}}\Z"
)
PASSED = re.compile(
    r"\s*(?:of|de|d'|in)?\s*(?:data\b|donnees|dados|данных|follow|ago\b|suivi|acompanhamento|seguimento|atras\b|наблюден|назад|随访|前|experience|d'experience)"
)


def ages(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the ages of people stand in `text` (from, to), in order, each with the words that compare it.

    >>> text = "children under 5 years with pneumonia"
    >>> [text[start:end] for start, end in ages(text)]
    ['under 5 years']
    """
    leveled, done = level(text) if FIGURE.search(text) else "", 0
    for found in FIGURE.finditer(leveled):
        if found.start() >= done and (place := _age(leveled, found, done)):
            done = place[1]
            yield place


def _age(text: str, figure: re.Match[str], done: int) -> tuple[int, int] | None:
    """Return from where to where an age reaches that has this figure; None where the figure is none of an age."""
    link = BETWEEN.match(text, figure.end())
    second = FIGURE.match(text, link.end()) if link else None
    last = second or figure
    window = text[max(done, figure.start() - WINDOW) : figure.start()]
    before = AGED.search(window) or (BEFORE_BETWEEN.search(window) if second else COMPARED_BEFORE.search(window))
    start = figure.start() - (len(before.group()) if before else 0)
    negated = NEGATED.search(text[max(done, start - WINDOW) : start]) if before else None
    start -= len(negated.group()) if negated else 0
    old, years, months = (unit.match(text, last.end()) for unit in (OLD, YEARS, MONTHS))
    unit = old or years or months or PLUS.match(text, last.end())
    end = unit.end() if unit else last.end()
    behind = OLDER.match(text, end) or BEHIND_PATTERN.match(text, end)
    end = behind.end() if behind else end
    counted = UNIT.match(text, last.end())
    if counted and counted.lastgroup in ("size", "subjects", "images"):
        return None
    if old is None:
        sooner = text[max(done, start - WINDOW) : start]
        people = PEOPLE.search(sooner)
        compared = before or second or behind or (unit is not None and "+" in unit.group())
        if NOT_OF_PEOPLE.search(sooner) or PASSED.match(text, end):
            return None
        aged = before is not None and AGED.search(window) is not None
        if years or months:
            said = (years and (compared or people)) or (people and compared)
        else:
            said = people and compared and int(last.group()) <= MOST_BARE and _is_bare(text, people, before, end)
        if not (aged or said):
            return None
    return start, end + (1 if text[end : end + 1] == "的" else 0)


def _is_bare(text: str, people: re.Match[str], before: re.Match[str] | None, end: int) -> bool:
    """Tell whether a figure that ends at a place is an age though it has no unit: "patients over 60"."""
    if before and SIGN.search(before.group()):
        # A field and its comparison: patients > 60.
        return False
    return not HAVING.search(people["joints"]) or NOTHING_COUNTED.match(text, end) is not None
