"""Composed texts in Russian. U+00A0 stands before a dash.

What is shown, and where, is in the genitive; all else is so put that the vocabulary's nominative is right.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from datasets.models import Unit
from datasets.models.dataset import Precision
from datasets.models.language import PLURALS

from .known import Amount, Known
from .patterns import MILLION, Patterns

# What an abbreviation of a modality stands behind: "данных КТ и МРТ".
DATA = "данных "
# The form of a noun after a number that is its genitive plural.
GENITIVE_PLURAL = 2
# Numbers of four digits are not divided: 1010, but 30 805.
DIVIDED = 10_000
# Methods that say who made the annotations; the others say how.
PEOPLE = {"radiologist", "expert", "clinician", "listener"}
# Formats that are words and so do not stand behind "в формате".
WORDED = {"text", "video"}
# Kinds of entries of which "99 детей" could be those who take part.
CHALLENGES = {"challenge", "challenge-series"}
# Fields whose names may differ in their first word alone.
SHARING = {"condition", "use_case"}


class Russian(Patterns):
    """The genitive of what is shown follows each kind of entry."""

    language = "ru"
    last = " и "
    last_of_lists = ", а\u00a0также "
    more = " и ещё {number}{measure}"
    # Parts of the body are in the genitive, and so is what counts them.
    measures = {"anatomy": "\u00a0областей"}
    aims = "; {tasks}"
    # Where the noun after the number is not in the genitive plural, words that ask for no case; see `amount`.
    precise = {"about": "примерно {amount}", "at-least": "минимум {amount}", "per-year": "{amount} в год"}
    # Figures of a challenge are of its data, not of who takes part.
    figures_of_data = "; в\u00a0данных {amounts}"
    with_genitive = {"about": "около {amount}", "at-least": "не менее {amount}"}
    kinds = {
        "dataset": ("набор {material}", "набор {material}"),
        "challenge": ("конкурс по анализу {material}", "конкурс по анализу {material}"),
        "challenge-series": ("конкурсы по анализу {material}", "конкурсы по анализу {material}"),
        "archive": ("архив {material}", "архив {material}"),
        "library": ("справочная коллекция {material}", "справочная коллекция {material}"),
        "directory": ("каталог ссылок на коллекции {material}", "каталог ссылок на коллекции {material}"),
        "service": ("веб-сервис для получения {material}", "веб-сервис для получения {material}"),
    }
    categories = {
        "imaging": "медицинских изображений",
        "signals": "записей биосигналов",
        "records": "данных из медицинских карт",
        "statistics": "данных о здравоохранении",
        "literature": "биомедицинских публикаций",
        "speech": "записей речи",
        "tables": "табличных данных",
        "omics": "молекулярно-биологических данных",
    }
    modalities = {
        "XRAY": "рентгенограмм",
        "CR": "компьютерных рентгенограмм",
        "DX": "цифровых рентгенограмм",
        "RF": "данных рентгеноскопии",
        "XA": "рентгеновских ангиограмм",
        "MG": "маммограмм",
        "CT": "данных КТ",
        "MR": "данных МРТ",
        "US": "данных УЗИ",
        "PT": "данных ПЭТ",
        "NM": "данных радионуклидной диагностики",
        "SM": "оцифрованных гистологических препаратов",
        "GM": "микроскопических изображений",
        "OP": "фотографий глазного дна",
        "OPT": "данных ОКТ",
        "DMS": "дерматоскопических снимков",
        "ES": "эндоскопических изображений",
        "XC": "фотографий",
        "ECG": "записей ЭКГ",
        "EEG": "записей ЭЭГ",
        "EMG": "записей ЭМГ",
        "AU": "аудиозаписей",
        "IO": "внутриротовых рентгенограмм",
        "PX": "панорамных рентгенограмм",
        "RG": "плёночных рентгенограмм",
        "CBCT": "данных КЛКТ",
        "SPECT": "данных ОФЭКТ",
        "IVUS": "данных внутрисосудистого УЗИ",
        "IVOCT": "данных внутрисосудистой ОКТ",
        "OCTA": "данных ОКТ-ангиографии",
        "TG": "термограмм",
        "COLPOSCOPY": "кольпоскопических снимков",
        "PA": "фотоакустических изображений",
        "CFM": "изображений конфокальной микроскопии",
        "EM": "изображений электронной микроскопии",
        "FLM": "изображений флуоресцентной микроскопии",
    }
    anatomies = {
        "whole-body": "всего тела",
        "head-neck": "головы и шеи",
        "brain": "головного мозга",
        "eye": "глаз",
        "retina": "сетчатки",
        "thyroid": "щитовидной железы",
        "vocal-tract": "речевого тракта",
        "chest": "грудной клетки",
        "lung": "лёгких",
        "heart": "сердца",
        "left-ventricle": "левого желудочка",
        "breast": "молочной железы",
        "clavicle": "ключиц",
        "abdomen": "брюшной полости",
        "liver": "печени",
        "kidney": "почек",
        "spleen": "селезёнки",
        "gastrointestinal-tract": "желудочно-кишечного тракта",
        "colon": "ободочной кишки",
        "pelvis": "таза",
        "prostate": "предстательной железы",
        "cervix": "шейки матки",
        "bladder": "мочевого пузыря",
        "female-genital": "женской половой системы",
        "musculoskeletal": "опорно-двигательного аппарата",
        "upper-limb": "верхней конечности",
        "shoulder": "плеча",
        "humerus": "плечевой кости",
        "elbow": "локтя",
        "forearm": "предплечья",
        "wrist": "запястья",
        "hand": "кисти",
        "finger": "пальцев кисти",
        "lower-limb": "нижней конечности",
        "knee": "колена",
        "muscle": "скелетных мышц",
        "skin": "кожи",
        "blood-vessels": "кровеносных сосудов",
        "carotid-artery": "сонной артерии",
        "lymphatic-system": "лимфатической системы",
        "lymph-node": "лимфатических узлов",
        "embryo": "эмбрионов",
        "head": "головы", "neck": "шеи", "skull": "черепа", "face": "лица", "cerebellum": "мозжечка",
        "brainstem": "ствола мозга", "hippocampus": "гиппокампа", "white-matter": "белого вещества",
        "gray-matter": "серого вещества", "cerebral-ventricle": "желудочков мозга", "pituitary": "гипофиза",
        "optic-nerve": "зрительного нерва", "optic-chiasm": "зрительного перекрёста",
        "optic-disc": "диска зрительного нерва", "retinal-vessels": "сосудов сетчатки", "macula": "макулы",
        "cornea": "роговицы", "lens": "хрусталика", "iris": "радужки", "orbit": "глазницы", "ear": "уха",
        "inner-ear": "внутреннего уха", "cochlea": "улитки уха", "middle-ear": "среднего уха", "nose": "носа",
        "nasal-cavity": "полости носа", "paranasal-sinus": "околоносовых пазух", "mouth": "полости рта",
        "tongue": "языка", "teeth": "зубов", "jaw": "челюстей", "mandible": "нижней челюсти",
        "maxilla": "верхней челюсти", "alveolar-nerve": "нижнего альвеолярного нерва",
        "temporomandibular-joint": "височно-нижнечелюстного сустава", "salivary-gland": "слюнных желёз",
        "parotid-gland": "околоушной железы", "submandibular-gland": "поднижнечелюстной железы", "pharynx": "глотки",
        "nasopharynx": "носоглотки", "oropharynx": "ротоглотки", "larynx": "гортани", "trachea": "трахеи",
        "airways": "дыхательных путей", "bronchus": "бронхов", "pleura": "плевры", "mediastinum": "средостения",
        "esophagus": "пищевода", "thymus": "тимуса", "rib": "рёбер", "sternum": "грудины",
        "right-ventricle": "правого желудочка", "left-atrium": "левого предсердия",
        "right-atrium": "правого предсердия", "myocardium": "миокарда", "heart-valve": "клапанов сердца",
        "pericardium": "перикарда", "coronary-artery": "коронарных артерий", "gallbladder": "жёлчного пузыря",
        "bile-duct": "жёлчных протоков", "pancreas": "поджелудочной железы", "adrenal-gland": "надпочечников",
        "stomach": "желудка", "small-bowel": "тонкой кишки", "duodenum": "двенадцатиперстной кишки",
        "jejunum": "тощей кишки", "ileum": "подвздошной кишки", "rectum": "прямой кишки", "appendix": "аппендикса",
        "peritoneum": "брюшины", "ureter": "мочеточников", "urethra": "уретры",
        "seminal-vesicle": "семенных пузырьков", "testis": "яичек", "uterus": "матки", "ovary": "яичников",
        "placenta": "плаценты", "fetus": "плода", "spine": "позвоночника",
        "cervical-spine": "шейного отдела позвоночника", "thoracic-spine": "грудного отдела позвоночника",
        "lumbar-spine": "поясничного отдела позвоночника", "sacrum": "крестца", "vertebra": "позвонков",
        "intervertebral-disc": "межпозвоночных дисков", "spinal-cord": "спинного мозга", "bone": "костей",
        "joint": "суставов", "cartilage": "хрящей", "scapula": "лопатки", "radius": "лучевой кости",
        "ulna": "локтевой кости", "hip": "тазобедренного сустава", "hip-bone": "тазовых костей",
        "femur": "бедренной кости", "thigh": "бедра", "tibia": "большеберцовой кости", "fibula": "малоберцовой кости",
        "patella": "надколенника", "meniscus": "менисков", "ankle": "голеностопного сустава", "foot": "стопы",
        "gluteal-muscle": "ягодичных мышц", "iliopsoas": "подвздошно-поясничной мышцы",
        "back-muscle": "глубоких мышц спины", "artery": "артерий", "vein": "вен", "aorta": "аорты",
        "pulmonary-artery": "лёгочной артерии", "pulmonary-vein": "лёгочных вен", "vena-cava": "полой вены",
        "inferior-vena-cava": "нижней полой вены", "superior-vena-cava": "верхней полой вены",
        "portal-vein": "воротной вены", "hepatic-vessels": "сосудов печени", "iliac-artery": "подвздошных артерий",
        "iliac-vein": "подвздошных вен", "subclavian-artery": "подключичных артерий",
        "brachiocephalic-vessels": "плечеголовных сосудов", "cerebral-arteries": "мозговых артерий", "blood": "крови",
        "bone-marrow": "костного мозга", "cell": "клеток", "nerve": "нервов",
    }  # fmt: skip
    tasks = {
        "classification": "классификация",
        "multi-label-classification": "многометочная классификация",
        "grading": "определение степени или стадии заболевания",
        "detection": "обнаружение",
        "segmentation": "сегментация",
        "registration": "совмещение изображений",
        "prediction": "прогнозирование",
        "quantification": "количественная оценка",
        "retrieval": "информационный поиск",
        "information-extraction": "извлечение информации",
        "question-answering": "ответы на вопросы",
        "representation-learning": "обучение представлений",
        "event-detection": "обнаружение событий в сигналах",
        "association-study": "статистический анализ",
        "landmark-detection": "поиск ключевых точек",
        "survival-prediction": "прогнозирование выживаемости",
        "reconstruction": "реконструкция изображений",
        "enhancement": "улучшение изображений",
        "generation": "генерация изображений",
        "tracking": "отслеживание объектов",
        "depth-estimation": "оценка глубины",
        "workflow-recognition": "распознавание этапов и действий",
        "captioning": "описание изображений",
        "visual-question-answering": "ответы на вопросы по изображениям",
        "regression": "регрессия",
        "anomaly-detection": "обнаружение аномалий",
        "domain-adaptation": "адаптация домена",
    }
    conditions = {
        "brain-tumor": "опухоли головного мозга",
        "glioma": "глиомы",
        "low-grade-glioma": "глиомы низкой степени злокачественности",
        "pituitary-tumor": "опухоли гипофиза",
        "lung-nodule": "очаги в лёгких",
        "lung-mass": "объёмные образования лёгких",
        "lung-opacity": "затемнения в лёгких",
        "hiatal-hernia": "грыжи",
        "congenital-heart-disease": "врождённые пороки сердца",
        "knee-injury": "травмы колена",
        "colon-polyp": "полипы ободочной кишки",
        "thyroid-nodule": "узлы щитовидной железы",
        "breast-lesion": "образования молочной железы",
    }
    use_cases = {
        "brain-extraction": "выделение мозга",
        "multimodal-fusion": "мультимодальное совмещение и слияние изображений",
        "medical-education": "медицинское образование и справочные цели",
        "concept-embedding": "построение эмбеддингов медицинских понятий",
        "precision-medicine": "поиск сведений для прецизионной медицины",
    }
    annotations = {
        "class-label": "метки классов",
        "multi-label": "несколько меток на изображение",
        "severity-grade": "степени тяжести",
        "bounding-box": "ограничивающие рамки",
        "segmentation-mask": "маски сегментации",
        "contour": "контуры",
        "landmark": "ключевые точки",
        "location": "локализацию очагов",
        "report": "заключения лучевых исследований",
        "clinical-data": "клинические или демографические сведения",
        "genomic-data": "геномные данные",
        "molecular-label": "метки молекулярных подтипов",
        "text-annotation": "метки фрагментов текста или предложений",
        "rating": "субъективные оценки",
        "keyword": "ключевые слова или подписи",
        "lesion-characteristics": "характеристики очагов",
    }
    methods = {
        "radiologist": "рентгенологами",
        "expert": "экспертами",
        "clinician": "клиницистами",
        "manual": "вручную",
        "report-mining": "автоматически по текстам заключений",
        "algorithm": "с\u00a0помощью алгоритма",
        "consensus": "по консенсусу или решению большинства",
        "listener": "слушателями",
    }
    access = {
        "open": "доступ свободный",
        "registration": "для доступа нужна бесплатная регистрация",
        "challenge": "доступ открыт участникам конкурса",
        "request": "доступ предоставляется по\u00a0запросу или по\u00a0соглашению об использовании данных",
        "credentialed": "доступ открыт верифицированным пользователям, прошедшим курс и подписавшим соглашение",
        "closed": "доступ платный или закрытый",
    }
    access_to_series = {"challenge": "доступ открыт участникам конкурсов"}
    licenses = {
        "research-and-teaching-only": "данные можно использовать только для исследований и преподавания",
        "restricted-scientific-use": "разрешено ограниченное использование в\u00a0научных целях",
        "permissive": "лицензия разрешительная",
    }
    formats = {"text": "простой текст", "tar-gz": "tar.gz", "video": "видеозаписи"}
    splits = {"train": "обучающая выборка", "validation": "валидационная выборка", "test": "тестовая выборка"}
    clauses = {
        "is": "{name}\u00a0— {what}",
        "is as": "{name}: {what}",
        "about": "тема\u00a0— {items}",
        "several: about": "темы\u00a0— {items}",
        "among topics": "среди тем\u00a0— {items}",
        "uses": "область применения\u00a0— {items}",
        "several: uses": "области применения\u00a0— {items}",
        "figures": "в\u00a0цифрах: {items}",
        "files": "файлы представлены в\u00a0формате {items}",
        "several: files": "файлы представлены в\u00a0форматах {items}",
        "files and size": "файлы в\u00a0формате {items} занимают {size}",
        "several: files and size": "файлы в\u00a0форматах {items} занимают {size}",
        "size": "данные занимают {size}",
        "holds": "данные включают {items}",
        "holds and size": "данные занимают {size} и включают {items}",
        "language": "язык данных\u00a0— {items}",
        "several: language": "языки данных\u00a0— {items}",
        "annotations": "разметка включает {items}",
        "made": "разметка выполнена {items}",
        "annotations, made": "она выполнена {items}",
        "made as": "кто выполнил разметку: {items}",
        "classes": "число классов\u00a0— {classes}",
        "classes named": "классы\u00a0— {items}",
        "among classes": "среди классов\u00a0— {items}",
        "splits": "официально выделена {items}",
        "several: splits": "официальное разбиение: {items}",
        "access": "доступ: {name}",
        "license": "лицензия\u00a0— {name}",
        "other license": "лицензия: {name}",
        "source": "источник\u00a0— {items}",
        "several: source": "источники\u00a0— {items}",
        "year": "год\u00a0— {year}",
        "aim": "задача\u00a0— {items}",
        "several: aim": "задачи\u00a0— {items}",
        "tasks": "задачи: {items}",
    }

    def _summary(self, known: Known, most: int, *, with_tasks: bool) -> str:
        """Return the summary; of a challenge, what the figures are of."""
        found = super()._summary(known, most, with_tasks=with_tasks)
        if not known.amounts or known.single("kind") not in CHALLENGES:
            return found
        amounts = self.listed([self.amount(item) for item in known.amounts])
        return found.replace(self.figures.format(amounts=amounts), self.figures_of_data.format(amounts=amounts), 1)

    def _access(self, known: Known) -> list[str]:
        """Return who may have the data; a series has challenges, so access is for those who take part in them."""
        found = super()._access(known)
        if known.single("kind") == "challenge-series" and known.access in self.access_to_series:
            found[0] = self.access_to_series[known.access]
        return found

    def material(self, kind: str, modalities: Sequence[str], category: str, anatomies: Sequence[str], most: int) -> str:
        """Return what the data are; a list of links leads to more than the modalities that are named."""
        found = super().material(kind, modalities, category, anatomies, most)
        return f"медицинских данных, в\u00a0том числе {found}" if modalities and kind == "directory" else found

    def shown(self, phrases: Sequence[str]) -> str:
        """Return what the data are as a list, abbreviations first and behind one noun: "данных КТ и МРТ"."""
        data = [phrase for phrase in phrases if phrase.startswith(DATA)]
        others = [phrase for phrase in phrases if phrase not in data]
        return super().shown([*data[:1], *(phrase.removeprefix(DATA) for phrase in data[1:]), *others])

    def listed(self, items: Iterable[str], most: int = 100, field: str = "") -> str:
        """Return items as a list in which a noun that two share stands once, and English names are kept apart."""
        items = list(items)
        cut = len(items) > most + 1
        if field in SHARING:
            told, rest = (items[:most], items[most:]) if cut else (items, [])
            told = self._sharing(told)
            items, most = [*told, *rest], len(told) if cut else most
        if not cut and any(" and " in item for item in items):
            return self.joined(items, self.last_of_lists)
        return super().listed(items, most, field)

    def _sharing(self, items: Sequence[str]) -> list[str]:
        """Return neighbours such as "рак кожи" and "полипы кожи" as "рак и полипы кожи"."""
        found: list[tuple[list[str], str]] = []
        for item in items:
            first, _, rest = item.partition(" ")
            if found and rest and rest == found[-1][1] and self.last not in rest:
                found[-1][0].append(first)
            else:
                found.append(([first], rest))
        return [f"{self.joined(firsts, self.last)} {rest}".rstrip() for firsts, rest in found]

    def _files(self, known: Known) -> list[str]:
        """Return what the files are: formats that are words stand beside "файлы" and not behind "в формате"."""
        codes = known.codes["format"]
        if not WORDED.intersection(codes):
            return super()._files(known)
        names = [self.phrase("format", self.formats, known, code) for code in codes if code not in WORDED]
        words = [self.formats[code] for code in codes if code in WORDED]
        items = self.listed([*(f"файлы {name}" for name in names[:1]), *names[1:], *words], field="format")
        held = known.single("size")
        size = self.size(held["value"], held["precision"] or "") if held and held["value"] else ""
        return [self.clauses["holds and size" if size else "holds"].format(size=size, items=items)]

    def _annotations(self, known: Known) -> list[str]:
        """Return what the annotations are, and then who made them and how, which are no one list."""
        found = super()._annotations(known)
        codes = known.codes["annotation_method"]
        if codes and all(code in self.methods for code in codes):
            people = self.listed([phrase for code, phrase in self.methods.items() if code in codes and code in PEOPLE])
            ways = self.listed(
                [phrase for code, phrase in self.methods.items() if code in codes and code not in PEOPLE]
            )
            clause = "annotations, made" if known.codes["annotation"] else "made"
            found[-1] = self.clauses[clause].format(items=self.joined([*filter(None, (people, ways))], self.comma))
        return found

    def number(self, value: int | Decimal) -> str:
        """Return a number as texts have it: one of four digits is not divided."""
        return super().number(value) if value >= DIVIDED or value != int(value) else str(int(value))

    def millions(self, number: Decimal, unit: Unit) -> str:
        """Return so many millions of what is counted, which are in the genitive plural."""
        return f"{self.number(number)}\u00a0млн {unit.after(MILLION, self.language)}"

    def amount(self, amount: Amount) -> str:
        """Return how many there are. "Около" and "не менее" ask for the genitive, which "5 пациентов" has anyway."""
        if amount.precision in self.with_genitive and self._form(amount.value) == GENITIVE_PLURAL:
            return self.with_genitive[amount.precision].format(amount=self.quantity(amount))
        return super().amount(amount)

    def _form(self, number: int) -> int:
        _forms, form_of = PLURALS[self.language]
        return form_of(number)

    def size(self, value: int, precision: str) -> str:
        """Return a number of bytes in words: units of size are not declined."""
        if precision == Precision.ABOUT:
            return self.with_genitive[precision].format(amount=super().size(value, ""))
        if precision == Precision.PER_YEAR:
            return f"по\u00a0{super().size(value, '')} за\u00a0каждый год"
        return super().size(value, precision)

    def classes(self, number: int) -> str:
        """Return a number of classes, which stands behind "число классов"."""
        return self.number(number)
