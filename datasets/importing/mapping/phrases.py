"""What a printed text says around a term: its parts, the words that change nothing, and those that say nothing.

Here stand the words of the five languages that decide whether a text is one term with company, a list of terms, no
answer at all, or something that only a person can read. Which words are terms is the vocabularies' concern.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from datasets.words.folding import IDEOGRAPH, fold

# Texts that say that nothing is said, folded: no statement comes of them.
UNSAID = frozenset(
    map(
        fold,
        (
            "-", "–", "—", "--", "...", "…", "/", "?", "n/a", "na", "n.a.", "n/d", "nd", "null", "nil", "nan", "none",
            "not available", "not applicable", "not stated", "not specified", "not reported", "not provided",
            "unspecified", "unknown", "unk", "tbd", "tba", "to be announced", "to be determined", "not given",
            "missing",
            "inconnu", "inconnue", "non précisé", "non spécifié", "non renseigné", "sans objet", "aucun", "aucune",
            "nc",
            "desconhecido", "desconhecida", "não informado", "não especificado", "não se aplica", "nenhum", "nenhuma",
            "неизвестно", "не указано", "не указан", "нет данных", "не применимо", "н/д",
            "未知", "未注明", "未说明", "不详", "不明", "无", "暂无", "不适用", "待定",
        ),
    )
)  # fmt: skip
# Texts that say something, but no value: they stay as they are printed, and nobody need decide on them.
VAGUE = frozenset(
    map(
        fold,
        (
            "other", "others", "other (specified in description)", "various", "varied", "varies", "several", "multiple",
            "many", "mixed", "mixture", "miscellaneous", "misc", "misc.", "diverse", "different", "etc", "etc.", "all",
            "any", "multi", "ot", "custom", "phantom", "phantoms",
            "see description", "see website", "see paper", "see below", "specific",
            "autre", "autres", "divers", "diverses", "plusieurs", "varié", "variés", "mixte", "multiples", "voir site",
            "outro", "outra", "outros", "outras", "vários", "várias", "diversos", "diversas", "misto", "múltiplos",
            "другое", "другие", "прочее", "разные", "различные", "несколько", "смешанные", "множество",
            "其他", "其它", "多种", "各种", "若干", "混合", "多个", "不同", "等",
        ),
    )
)  # fmt: skip

# Words that turn a text over, or leave it open: no part of it is read that is no term as it stands.
UNCERTAIN = re.compile(
    r"[?？]|(?<!\w)(?:or|ou|или|no|not|non|without|except|excluding|minus|nor|neither|sans|sauf|hors|ni|pas|nao|sem|exceto"
    r"|без|кроме|не|ни|либо|maybe|possibly|probably|peut-etre|talvez|возможно)(?!\w)|[或非无除未]|可能"
)

# Where lists are cut: surely, and only where each part is a term.
SURE = re.compile(r"\s*[;；|\n\r→•]\s*")
LISTED = re.compile(r"\s*[,，、]\s*(?:and\s+|et\s+|e\s+|и\s+)?")
JOINED = re.compile(r"\s*[/／&+]\s*|\s+(?:and|et|e|и|with|avec|com|plus)\s+|\s*[和与及]\s*", re.IGNORECASE)
BRACKETED = re.compile(r"\s*[(（\[]\s*(?P<inside>[^()（）\[\]]+?)\s*[)）\]]\s*")
BRACKET = re.compile(r"[(（\[]")
# Pictures beside words say nothing of the matter, but for those that turn it over or close it.
PICTURES = re.compile(r"(?![\U0001f6ab\U0001f512\U0001f510])[\U0001f300-\U0001faff\u2705\u2714\ufe0f\u200d]")
EDGES = " \t.,;:，。；：、*\"'“”«»"

# Words beside a term that do not change which one it is, folded.
BESIDE = frozenset(
    map(
        fold,
        (
            "2D", "3D", "4D", "2.5D", "bi-plane", "multi-view", "single-view", "multi-phase", "multi-center", "axial",
            "sagittal", "coronal", "frontal", "lateral", "dynamic", "static", "cine", "video", "videos", "volume",
            "volumes", "scan", "scans", "image", "images", "imaging", "slice", "slices", "data", "dataset", "sequence",
            "sequences", "series", "study", "studies", "exam", "exams", "examination", "modality", "color", "colour",
            "grayscale", "digital", "raw", "high-resolution", "low-dose", "contrast", "contrast-enhanced", "enhanced",
            "clinical", "medical", "human", "adult", "pediatric", "paediatric", "real", "of", "the", "in", "from", "on",
            "for", "a", "an", "and", "et", "e", "и", "和", "nodule", "nodules", "lesion", "lesions", "mass",
            "normal", "masses", "body", "element", "tumor", "tumors", "tumour", "tumours", "tumeur", "tumeurs",
            "tumores", "опухоль", "опухоли", "肿瘤",
            "multi-organ", "whole", "automatic", "automated", "semi-automatic", "supervised",
            "semi-supervised", "weakly-supervised", "unsupervised", "few-shot", "task", "tasks", "problem", "organ",
            "organs", "structure", "structures", "tissue", "region", "area", "anatomy", "file", "files", "format",
            "formats", "archive", "compressed", "8-bit", "12-bit", "16-bit", "mask", "masks", "multi-modal",
            "multimodal", "longitudinal", "4D flow", "h & e", "stained",
            "left", "right", "both", "bilateral", "upper", "lower", "anterior", "posterior", "superior", "inferior",
            "lobe", "lobes", "disease", "diseases", "de", "du", "des", "d'", "la", "le", "les", "l'", "en", "au", "aux",
            "gauche", "gauches", "droit", "droite", "droits", "coupes", "données", "examens", "imagerie", "fichiers",
            "da", "do", "das", "dos", "em", "esquerdo", "esquerda", "direito", "direita", "imagens", "exames",
            "dados", "arquivos", "imagem", "в", "на", "с", "изображения", "изображение", "снимки", "данные", "файлы",
            "исследования", "левый", "левая", "левое", "правый", "правая", "правое",
            "图像", "影像", "图片", "数据", "检查", "扫描", "的", "左", "右", "双", "三维", "二维", "动态", "静态",
            "文件", "格式", "任务", "部位", "视频",
        ),
    )
)  # fmt: skip

# What index tables print where the vocabulary's own words are longer, and would be too vague to be searched by.
SHORT: Mapping[tuple[str, str], str] = {
    ("modality", "pathology"): "SM", ("modality", "pathological"): "SM", ("modality", "retinal"): "OP",
    ("modality", "dermatology"): "XC", ("modality", "skin"): "XC", ("modality", "病理"): "SM",
    ("modality", "dermatology image"): "XC", ("modality", "skin image"): "XC", ("modality", "digital camera"): "XC",
    ("modality", "胸片"): "XRAY", ("modality", "chest film"): "XRAY", ("modality", "perfusion ct"): "CT",
    ("modality", "retinal image"): "OP",
    **{
        ("modality", word): "MR"
        for word in ("t1", "t2", "t1c", "t1ce", "t1gd", "t1ir", "t1-ce", "mpmr", "tof", "adc", "swi", "dwi", "t2*")
    },
    ("task", "generation"): "generation", ("task", "synthesis"): "generation", ("task", "survival"): (
        "survival-prediction"
    ),
    ("task", "diagnosis"): "classification", ("task", "image level label"): "classification",
    ("task", "localisation"): "detection", ("task", "location"): "detection",
}  # fmt: skip

# Defined terms of Body Part Examined (0018,0015) that name several regions (DICOM PS3.16, annex L), and the spellings
# that collections of the Imaging Data Commons have of them -> the codes of anatomies.
BODY_PARTS: Mapping[str, tuple[str, ...]] = {
    "chestabdomen": ("chest", "abdomen"), "chestabdpelvis": ("chest", "abdomen", "pelvis"),
    "chestabdpelv": ("chest", "abdomen", "pelvis"), "abdomenpelvis": ("abdomen", "pelvis"),
    "abdpelvis": ("abdomen", "pelvis"), "neckchest": ("neck", "chest"),
    "neckchestabdomen": ("neck", "chest", "abdomen"), "neckchestabdpelv": ("neck", "chest", "abdomen", "pelvis"),
    "headneck": ("head-neck",), "ctspine": ("cervical-spine", "thoracic-spine"),
    "tlspine": ("thoracic-spine", "lumbar-spine"), "lsspine": ("lumbar-spine", "sacrum"), "sspine": ("sacrum",),
}  # fmt: skip

# Defined terms of Modality (0008,0060) for objects that are no images but say something of some, and documents.
# DICOM PS3.3, C.7.3.1.1.1.
NO_IMAGES = frozenset(
    ("SEG", "RTSTRUCT", "RTDOSE", "RTPLAN", "RTRECORD", "SR", "PR", "KO", "REG", "FID", "RWV", "ANN", "M3D", "DOC",
     "PLAN", "SMR", "TEXTUREMAP", "ASMT", "CTPROTOCOL", "HC")
)  # fmt: skip

# Of a longer text no phrase is made out: it is a sentence.
MOST_PIECES, LONGEST = 10, 120
PIECE = re.compile(r"[\w'.+-]+|[^\w\s]")


def bare(text: str) -> str:
    """Return a text without the quotes, points and pictures around it, and with blanks for underscores."""
    return PICTURES.sub(" ", text.replace("_", " ")).strip(EDGES) or text.strip()


def pieces(text: str) -> list[str]:
    """Return the parts of a text that are surely parts: what ; and lines cut, outside of brackets."""
    return _cut(text, SURE)


def listed(text: str) -> list[str]:
    """Return the parts that commas cut, outside of brackets."""
    return _cut(text, LISTED)


def joined_parts(text: str) -> list[str]:
    """Return the parts that signs and words for "and" cut, outside of brackets."""
    return _cut(text, JOINED)


def _cut(text: str, at: re.Pattern[str]) -> list[str]:
    depths = _depths(text)
    parts, first = [], 0
    for found in at.finditer(text):
        if not depths[found.start()]:
            parts.append(text[first : found.start()])
            first = found.end()
    return [part for part in (part.strip() for part in (*parts, text[first:])) if part]


def _depths(text: str) -> Sequence[int]:
    if not BRACKET.search(text):
        return [0] * (len(text) + 1)
    depth, depths = 0, []
    for character in text:
        depth += (character in "(（[") - (character in ")）]")
        depths.append(max(depth, 0))
    return [*depths, 0]


def without_brackets(text: str) -> tuple[str, list[str]]:
    """Return a text without what stands in brackets, and that."""
    return BRACKETED.sub(" ", text).strip(), [found["inside"] for found in BRACKETED.finditer(text)]


def is_uncertain(text: str) -> bool:
    """Tell whether a text has a word that turns it over or leaves it open."""
    return UNCERTAIN.search(fold(text)) is not None


def company(text: str, meaning: Callable[[str], Sequence[str]], neutral: Callable[[str], bool]) -> list[str]:
    """Return the code that a text means in which every word is known: as a term, or as one that changes nothing.

    `meaning` gives the codes of a run of words, `neutral` tells whether one says nothing of the matter. The longest
    terms are taken first, from the left. Nothing comes of a text with a word that is neither, of one that means
    two terms, nor of a long one.
    """
    folded = fold(bare(text))
    if len(folded) > LONGEST:
        return []
    words = [piece for run in PIECE.findall(folded) for piece in _words(run)]
    if not 1 < len(words) <= (3 * MOST_PIECES if IDEOGRAPH.search(folded) else MOST_PIECES):
        return []
    space = "" if IDEOGRAPH.search(folded) else " "

    @cache
    def rest(first: int) -> frozenset[str] | None:
        if first == len(words):
            return frozenset()
        ends = range(len(words), first, -1)
        for last in ends:
            codes = meaning(space.join(words[first:last]))
            if len(codes) == 1 and (more := rest(last)) is not None:
                return frozenset(codes) | more
        for last in ends:
            run = space.join(words[first:last])
            if (run in BESIDE or run in ":-" or neutral(run)) and (more := rest(last)) is not None:
                return more
        return None

    found = rest(0) or ()
    return list(found) if len(found) == 1 else []


def _words(run: str) -> Iterable[str]:
    """Return the words of a run: what hyphens join is cut where the whole is no word beside; ideographs one by one."""
    if IDEOGRAPH.search(run):
        return re.findall(r"[a-z0-9.+-]+|.", run)
    if run in BESIDE or "-" not in run.strip("-"):
        return [run]
    return [word for word in run.split("-") if word]
