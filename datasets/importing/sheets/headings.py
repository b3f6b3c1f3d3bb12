"""What the headings of sheets mean: the names of fields in the five languages, and what else people write there.

The names come from the registry of fields; the other words were found in lists of medical imaging data sets that people
keep as CSV, XLSX and Markdown. A heading that may mean several things has all of them, and nobody chooses here.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from django.utils import translation

from datasets.facts.fields import FIELDS
from datasets.importing.claims import IDENTIFIER, KEY, OTHER_NAME, SLUG
from datasets.models import LANGUAGES, Link, Split
from datasets.words import numbers
from datasets.words.folding import fold

# What a column is read as -> headings, with | between them.
WORDS: Mapping[str, str] = {
    "name": """dataset|dataset name|data set|data set name|name of dataset|name of the dataset|collection
        |collection name|database|database name|challenge name|jeu de données|nom du jeu de données|base de données
        |nom de la base de données|conjunto de dados|nome do conjunto de dados|base de dados|banco de dados
        |数据集|数据集名称|数据集名|набор данных|название набора данных|наименование|датасет|название датасета
        |база данных""",
    KEY: """id|identifier|dataset id|collection id|accession|accession number|identifiant|identificador|编号|标识符
        |идентификатор""",
    IDENTIFIER: """dataset doi|data doi|doi of the dataset|collection doi|persistent identifier|pid
        |doi du jeu de données|doi do conjunto de dados|数据集doi|doi набора данных""",
    OTHER_NAME: """full name|long name|official name|short name|acronym|abbreviation|alias|aliases|also known as|aka
        |other name|other names|short name / acronym|nom complet|sigle|acronyme|abréviation|autre nom|nome completo
        |sigla|acrônimo|abreviação|outro nome|全称|简称|缩写|别名|英文名|полное название|сокращение|аббревиатура
        |другое название|краткое название""",
    SLUG: "slug",
    "modality": """modalities|imaging modality|imaging modalities|image modality|modality type|modalités
        |modalité d'imagerie|modalidades|modalidade de imagem|成像模态|成像方式|影像模态|模态类型|модальности
        |метод визуализации""",
    "anatomy": """body part|body parts|body part examined|body region|body regions|body site|organ|organs
        |anatomical area|anatomical areas|anatomical region|anatomical regions|anatomical site|anatomical structure
        |anatomical structures|anatomies|zone anatomique|área anatômica|解剖部位|анатомическая зона
        |anatomic region|anatomic site|partie du corps|organe|organes|région anatomique|parte do corpo|órgão|órgãos
        |região anatômica|região do corpo|部位|身体部位|器官|解剖区域|解剖结构|часть тела|орган|органы|область тела
        |анатомическая область""",
    "task": """tasks|task type|task types|ml task|machine learning task|tâches|type de tâche|tarefas|tipo de tarefa
        |任务类型|задачи|тип задачи""",
    "use_case": "use cases|application|applications|known applications|cas d'utilisation|casos de uso|应用|应用场景",
    "condition": """conditions|disease|diseases|pathology|pathologies|diagnosis|diagnoses|disease type|cancer type
        |cancer types|tumor type|tumour type|maladie|maladies|diagnostic|doença|doenças|patologia|patologias|diagnóstico
        |病种|疾病类型|病变|болезнь|болезни|заболевания|диагноз|патология""",
    "annotation": """annotations|annotation type|annotation types|label type|ground truth|type d'annotation|anotações
        |tipo de anotação|标注类型|注释|аннотация|аннотации|тип разметки|тип аннотации""",
    "annotation_method": """annotator|annotators|labeled by|labelled by|annotation method|méthode d'annotation
        |método de anotação|标注方式|标注者|способ разметки""",
    "format": """format|formats|file formats|file type|file types|data format|image format|image formats
        |type de fichier|formats de fichiers|format des images|formato|formatos|tipo de arquivo|格式|文件类型|数据格式
        |формат|форматы|тип файла|тип файлов|формат файла|формат данных""",
    "access": """accessibility|access type|access level|access rights|access conditions|availability|use conditions
        |disponibilité|type d'accès|conditions d'accès|accessibilité|disponibilidade|tipo de acesso|condições de acesso
        |acessibilidade|访问|可用性|访问权限|访问方式|доступность|условия доступа|тип доступа""",
    "access_step": "how to access|access procedure|access steps|comment accéder|como acessar|как получить",
    "license": """license|licenses|licences|licensing|license type|license name|license spdx|data license|data licence
        |usage license|terms of use|type de licence|licenças|tipo de licença|许可|许可证|授权|授权协议|数据许可|лицензии
        |тип лицензии|license title""",
    "source": """publisher|provider|data provider|hosted by|host|éditeur|fournisseur|hébergeur|editora|provedor
        |plataforma|发布者|发布机构|发布平台|издатель|поставщик|платформа""",
    "language": """language|languages|langue|langues|idioma|idiomas|língua|语言|язык|языки""",
    "year": """release year|publication year|year published|year released|year of publication|year of release
        |published|released|release date|publication date|date published|date released|date de publication
        |année de publication|année de sortie|ano de publicação|ano de lançamento|data de publicação
        |年|发布年份|发布时间|发布日期|发表年份|год публикации|год выпуска|дата публикации|дата выпуска""",
    "class": "class|class names|label names|liste des classes|nomes das classes|类别名称|названия классов",
    "split": """split|data split|data splits|dataset split|official split|train/val/test|train/test
        |train/validation/test|training/validation/test|training/test|partition|divisão|数据划分|разбиение""",
    "size": """dataset size|data size|file size|total size|download size|disk size|storage size|size on disk
        |taille du jeu de données|taille des fichiers|taille totale|tamanho do arquivo|tamanho dos dados|tamanho total
        |数据大小|文件大小|数据集大小|容量|размер|размер файла|размер файлов|размер данных|размер набора данных""",
    "downloads": "download count|number of downloads|nombre de téléchargements|número de downloads|下载量",
    "prize": "prizes|prize money|prix|prêmios|приз",
    "provenance": "data origin|origin of data|provenance|provenance des données|proveniência",
    "population": "cohort|study population|cohorte|coorte|когорта",
    "acquisition": "scanner|scanners|devices|acquisition protocol",
    "performance": "reported performance|baseline|baseline results",
    "link.homepage": """homepage|website|web site|web page|webpage|project page|project website|official website
        |official site|official page|landing page|dataset page|dataset website|challenge website|challenge page
        |challenge link|site|site web|page web|page du projet|page d'accueil|página|página inicial|página do projeto
        |sítio|官网|官方网站|网站|项目主页|сайт|официальный сайт|веб-сайт|страница|страница проекта""",
    "link.download": """download|download link|download links|download url|download page|data download|data link
        |data access link|access link|access url|lien de téléchargement|téléchargement|télécharger|link de download
        |link para download|baixar|下载|下载链接|下载地址|数据下载|скачать|ссылка для скачивания|ссылка на скачивание
        |загрузка""",
    "link.documentation": "docs|readme|data dictionary|文档|документы",
    "link.code": """code link|code url|github|github link|github url|source code|code repository|baseline code
        |lien du code|dépôt de code|código|repositório de código|代码链接|代码仓库|исходный код|ссылка на код""",
    "paper.url": """paper link|paper links|paper url|publication link|publication url|article link|article url
        |reference link|lien de l'article|link do artigo|论文链接|论文地址|ссылка на статью""",
    "paper.doi": """paper doi|publication doi|article doi|doi of the paper|citation doi|doi de l'article|doi do artigo
        |论文doi|doi статьи""",
    "paper.title": """paper title|title of paper|title of the paper|publication title|article title|paper name
        |titre de l'article|título do artigo|论文标题|论文题目|论文名称|название статьи|заголовок статьи""",
    "paper.authors": """authors|author|paper authors|auteurs|auteur|auteurs de l'article|autores|autores do artigo
        |作者|论文作者|авторы|авторы статьи""",
    "paper.venue": "journal|venue|conference|revue|revista|periódico|期刊|会议|журнал|конференция",
    "paper.year": """paper year|year of paper|year of the paper|article year|année de l'article|ano do artigo|论文年份
        |год статьи""",
    "split.train": """train|train set|training set|train split|training data|train size|jeu d'entraînement|entraînement
        |apprentissage|treino|conjunto de treino|训练|训练集|обучение|обучающая""",
    "split.validation": """val|dev|validation set|val set|val split|validation split|jeu de validation|validação
        |conjunto de validação|验证|验证集|валидация""",
    "split.test": """test set|test split|testing|testing set|test size|jeu de test|teste|conjunto de teste|测试|测试集
        |тест|тестовая""",
}  # fmt: skip

# What may lead to a work in several forms; what its texts are decides (columns).
PAPER_WORDS = """paper|publication|publications|reference|references|citation|article|original paper|related paper
    |référence|publicação|referência|参考文献|文献|статья|публикация|ссылка на публикацию"""
# An address without a word on what is there.
ADDRESS_WORDS = """url|urls|link|links|web address|address|dataset url|dataset link|data url|source url|lien|liens
    |adresse|endereço|网址|链接|数据集链接|数据链接|地址|ссылка|ссылки|адрес|ссылка на данные|ссылка на набор данных"""
ADDRESS, PAPER, DOI = "link", "paper", "doi"
# What may be several things, whatever is below it -> what.
AMBIGUOUS: Mapping[str, tuple[str, ...]] = {
    "type|types|tipo|类型|тип|kind": ("kind", "modality", "category"),
    "data type|type of data|type de données|tipo de dados|数据类型|тип данных": ("category", "modality", "format"),
    "data|données|dados|数据|данные": ("link.download", "link.homepage", "contents"),
    "category|categories|catégorie|categoria|分类|类别|категория": ("category", "class", "anatomy"),
    "title|titre|título|标题|заголовок": ("name", "paper.title"),
    "label|labels|étiquettes|rótulos|标签|метки": ("class", "annotation"),
    "region|regions|région|região|区域|регион": ("anatomy", "population"),
    "samples|sample size|number of samples|n samples|échantillons|amostras|样本|样本量|样本数|выборка|образцы": (
        "subjects", "images",
    ),
    "n|number|count|total|amount|nombre|número|quantidade|数量|数据量|количество|число|volume": (
        "subjects", "images", "size",
    ),
    "repository|repo|dépôt|repositório|仓库|репозиторий": ("source", "link.code", "link.download"),
    "platform|plateforme|平台": ("source", "link.homepage"),
    "institution|organization|organisation|hospital|机构|организация": ("source", "provenance"),
}  # fmt: skip

# What is counted -> the field whose figure it is, and the code of the unit (the vocabulary "unit").
COUNTED: Mapping[tuple[str, str], str] = {
    ("subjects", "patients"): "patients|patient|pts|patientes|pacientes|пациенты|пациентов|больных|患者|病人|病患",
    ("subjects", "subjects"): """subjects|subject|individuals|sujets|individus|indivíduos|испытуемые|испытуемых
        |субъектов|受试者""",
    ("subjects", "participants"): "participants|participant|volunteers|participantes|участники|участников|参与者",
    ("subjects", "cases"): "cases|case|cas|casos|случаи|случаев|病例|例",
    ("images", "images"): """images|image|imgs|img|pictures|radiographs|x-rays|imagens|изображения|изображений|снимки
        |снимков|图像|图片|影像""",
    ("images", "slices"): "slices|slice|coupes|cortes|срезы|срезов|层面",
    ("images", "studies"): "studies|study|imaging studies|estudos|études",
    ("images", "exams"): "exams|examinations|examens|exames|检查",
    ("images", "scans"): "scans|scan|ct scans|mri scans|сканы|сканов|扫描",
    ("images", "volumes"): "volumes|3d volumes|ct volumes|体数据",
    ("images", "slides"): "slides|wsi|wsis|whole slide images|whole-slide images|lames|lâminas|препаратов|病理切片",
    ("images", "videos"): "videos|video|vidéos|vídeos|видео|视频",
    ("images", "frames"): "frames|кадров|帧",
    ("images", "image-pairs"): "image pairs|paires d'images|pares de imagens|пары изображений",
    ("count", "series"): "series|séries|серии|серий|序列",
    ("count", "sessions"): "sessions|сессии",
    ("count", "nodules"): "nodules|nódulos|узлы|结节",
    ("count", "files"): "files|fichiers|arquivos|файлы|файлов|文件",
    ("count", "lesions"): "lesions|lésions|lesões|очаги|病灶",
    ("class_count", ""): "classes|class|categories|классы|классов|类|类别",
}  # fmt: skip

CAMEL = re.compile(r"(?<=[a-zа-я])(?=[A-ZА-Я])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
PLURAL = re.compile(r"\((?:e?s|aux|en)\)", re.IGNORECASE)
BRACKETS = re.compile(r"\s*[(\[（【]\s*(?P<said>[^()\[\]（）【】]*?)\s*[)\]）】]\s*")
# Signs between words, and pictures beside them.
SIGNS = re.compile(r"[_\-.:：*`?？\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff]+|\s+")
SLASH = re.compile(r"\s*/\s*")
BEFORE_COUNT = re.compile(
    r"(?:#|(?:n[°º]?|no|nr|num|nb|nbr|nombre(?: total)?|numbers?|total(?: number)?|numero(?: total)?|quantidade|qtde?"
    r"|count|количество|кол во|число|общее число)(?![^\W\d_]))\s*(?:of\b|de\b|des\b|du\b|do\b|d')?\s*(?P<what>\S.*)"
)
BEHIND_COUNT = re.compile(r"(?P<what>.+?)\s*(?:#|\bcount|\bcounts|\bnumber|\bnum|\bn|数量|个数|总数|人数|数|总量)")
WORD_BEFORE_UNIT = re.compile(r"(?P<what>.+?)(?:\s*,)?\s+(?:(?:in|en|em|в)\s+)?(?P<unit>[^\W\d_]{2,})")


@dataclass(frozen=True)
class Meant:
    """What a heading may mean: `fields` are one or several of what a column may be; `unit` is what it counts in."""

    fields: tuple[str, ...] = ()
    unit: str = ""


def meant(heading: str) -> Meant:
    """Return what a heading means; with no fields where it is none that is known.

    >>> meant("Size (GB)"), meant("# patients"), meant("Images (slices)").unit
    (Meant(fields=('size',), unit='GB'), Meant(fields=('subjects',), unit='patients'), 'slices')
    """
    found = _meant(heading)
    return found if found.fields else _meant(CAMEL.sub(" ", heading))


def _meant(heading: str) -> Meant:
    text = PLURAL.sub("s", heading.strip())
    said = [found["said"] for found in BRACKETS.finditer(text) if found["said"]]
    bare = plain(BRACKETS.sub(" ", text))
    if found := _of(bare):
        return found if not said else _in_unit(found, said[0])
    if (parts := WORD_BEFORE_UNIT.fullmatch(bare)) and numbers.unit_of(parts["unit"]) is not None:
        found = _of(parts["what"])
        return Meant(found.fields, parts["unit"]) if found and found.fields == ("size",) else Meant()
    return Meant()


def plain(heading: str) -> str:
    """Return the one form of a heading, whatever its capitals and the signs between its words."""
    return SLASH.sub("/", SIGNS.sub(" ", fold(heading))).strip()


def _of(bare: str) -> Meant | None:
    words = _words()
    if bare in words:
        return words[bare]
    counted = BEFORE_COUNT.fullmatch(bare) or BEHIND_COUNT.fullmatch(bare)
    what = counted["what"].strip() if counted else bare
    if (found := _counted().get(what) or _split(what)) is not None:
        return found
    parts = [words.get(part.strip()) for part in re.split(r"[/&|,]", bare)]
    known = [part for part in parts if part is not None]
    if len(parts) > 1 and len(known) == len(parts) and len({part.fields for part in known}) == 1:
        return known[0]
    return None


def _split(bare: str) -> Meant | None:
    """Return what a heading means that names a split, or all of them, and perhaps what is counted of it."""
    words, pieces = _words(), bare.split()
    for place in range(1, len(pieces) + 1):
        for name, rest in ((pieces[:place], pieces[place:]), (pieces[-place:], pieces[:-place])):
            found = words.get(" ".join(name))
            if found is None or not found.fields[0].startswith("split"):
                continue
            if not rest:
                return found
            if counted := _counted().get(" ".join(rest)):
                return Meant(found.fields, counted.unit)
    return None


def _in_unit(found: Meant, said: str) -> Meant:
    """Return what a heading means with what stands in its brackets, where that is a unit."""
    if found.fields == ("size",) or "size" in found.fields:
        if numbers.unit_of(said.strip()) is not None and not said[:1].isdigit():
            return Meant(("size",), said.strip())
        return _counted().get(plain(said), found)
    if found.unit or found.fields[0].startswith("split"):
        if found.unit and said.lower() in numbers.SCALES:
            return Meant(found.fields, f"{said} {found.unit}")
        other = _counted().get(plain(said))
        return Meant(found.fields, other.unit) if other and other.unit else found
    return found


@cache
def _counted() -> Mapping[str, Meant]:
    return {plain(word): Meant((field,), unit) for (field, unit), words in COUNTED.items() for word in _listed(words)}


@cache
def _words() -> Mapping[str, Meant]:
    """Return what each heading means, in its one form; what may be several things goes before all others."""
    found: dict[str, set[str]] = {}
    for code, labels in _labels().items():
        for label in labels:
            found.setdefault(plain(label), set()).add(code)
    for role, words in WORDS.items():
        for word in _listed(words):
            found.setdefault(plain(word), set()).add(role)
    known = {word: Meant(tuple(sorted(fields))) for word, fields in found.items()}
    known |= {word: one for word, one in _counted().items() if one.unit}
    known |= {plain(word): Meant((PAPER,)) for word in (*_listed(PAPER_WORDS), *_labels()["paper"])}
    known |= {plain(word): Meant((ADDRESS,)) for word in (*_listed(ADDRESS_WORDS), *_labels()["link"])}
    known |= {plain(word): Meant(fields) for words, fields in AMBIGUOUS.items() for word in _listed(words)}
    return {**known, DOI: Meant((DOI,))}


@cache
def _labels() -> Mapping[str, frozenset[str]]:
    """Return the code and the names, in all languages, of each field, kind of link and split."""
    parts = {f"link.{kind.value}": kind for kind in Link.Kind} | {f"split.{name.value}": name for name in Split.Name}
    found: dict[str, set[str]] = {code: {code, code.replace("_", " ")} for code in FIELDS}
    for language in LANGUAGES:
        with translation.override(language):
            for code, field in FIELDS.items():
                found[code].add(str(field.label))
            for code, choice in parts.items():
                found.setdefault(code, set()).add(str(choice.label))
    return {code: frozenset(labels) for code, labels in found.items()}


def _listed(words: str) -> Iterable[str]:
    return (word.strip() for word in words.split("|"))
