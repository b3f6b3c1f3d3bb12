"""Composed texts in Russian. U+00A0 stands before a dash.

What is shown, and where, is in the genitive; all else is so put that the vocabulary's nominative is right.
"""

from collections.abc import Sequence
from decimal import Decimal

from datasets.models import Unit
from datasets.models.dataset import Precision
from datasets.models.language import PLURALS

from .known import Amount
from .patterns import MILLION, Patterns

# What an abbreviation of a modality stands behind: "данных КТ и МРТ".
DATA = "данных "
# The form of a noun after a number that is its genitive plural.
GENITIVE_PLURAL = 2
CLASSES = ("класс", "класса", "классов")


class Russian(Patterns):
    """The genitive of what is shown follows each kind of entry."""

    language = "ru"
    last = " и "
    last_of_lists = ", а\u00a0также "
    more = " и ещё {number}"
    aims = "; {tasks}"
    # Where the noun after the number is not in the genitive plural, words that ask for no case; see `amount`.
    precise = {"about": "примерно {amount}", "at-least": "минимум {amount}", "per-year": "{amount} в год"}
    with_genitive = {"about": "около {amount}", "at-least": "не менее {amount}"}
    kinds = {
        "dataset": ("набор {material}", "набор {material}"),
        "challenge": ("конкурс по анализу {material}", "конкурс по анализу {material}"),
        "challenge-series": (
            "конкурсы по анализу {material}",
            "серия или организатор конкурсов по анализу {material}",
        ),
        "archive": ("архив {material}", "архив {material}"),
        "library": ("справочная коллекция {material}", "справочная коллекция {material}"),
        "directory": ("каталог ссылок на коллекции {material}", "каталог ссылок на коллекции {material}"),
        "service": ("веб-сервис или API для {material}", "веб-сервис или API для {material}"),
    }
    categories = {
        "imaging": "медицинских изображений",
        "signals": "записей биосигналов",
        "records": "данных из медицинских карт",
        "statistics": "статистических или административных данных о здравоохранении",
        "literature": "биомедицинских публикаций",
        "speech": "записей речи",
        "tables": "табличных данных",
        "omics": "геномных или молекулярных данных",
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
        "clavicle": "ключицы",
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
    }
    tasks = {
        "classification": "классификация",
        "multi-label-classification": "многометочная классификация",
        "grading": "определение степени",
        "detection": "обнаружение",
        "segmentation": "сегментация",
        "registration": "совмещение изображений",
        "prediction": "прогнозирование исхода",
        "quantification": "количественная оценка",
        "retrieval": "информационный поиск",
        "information-extraction": "извлечение информации",
        "question-answering": "ответы на вопросы",
        "representation-learning": "обучение представлений",
        "event-detection": "обнаружение событий в сигналах",
        "association-study": "статистический анализ",
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
    use_cases = {"brain-extraction": "выделение мозга"}
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
        "clinical-data": "клинические или демографические данные",
        "genomic-data": "геномные данные",
        "molecular-label": "метки молекулярных подтипов",
        "text-annotation": "размеченные фрагменты текста или предложения",
        "rating": "оценки слушателей или врачей",
        "keyword": "ключевые слова или подписи",
        "lesion-characteristics": "характеристики очагов",
    }
    methods = {
        "radiologist": "рентгенологами",
        "expert": "экспертами",
        "clinician": "клиницистами",
        "manual": "вручную",
        "report-mining": "извлечением из текстов заключений",
        "algorithm": "алгоритмом",
        "consensus": "по консенсусу или решению большинства экспертов",
        "listener": "слушателями",
    }
    access = {
        "open": "доступ свободный, без регистрации",
        "registration": "для доступа нужна бесплатная регистрация",
        "challenge": "для доступа нужно зарегистрироваться в\u00a0конкурсе",
        "request": "доступ открывается по\u00a0запросу или по\u00a0соглашению об использовании данных",
        "credentialed": "доступ открыт верифицированным пользователям, после курса и соглашения",
        "closed": "доступ платный или закрытый",
    }
    licenses = {
        "research-and-teaching-only": "использовать можно только для исследований и преподавания",
        "restricted-scientific-use": "использовать можно в\u00a0научных целях, с\u00a0ограничениями",
        "permissive": "лицензия разрешительная",
    }
    formats = {"text": "«простой текст»", "tar-gz": "tar.gz", "video": "видео"}
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
        "language": "язык данных\u00a0— {items}",
        "several: language": "языки данных\u00a0— {items}",
        "annotations": "разметка включает {items}",
        "made": "разметка выполнена {items}",
        "made as": "кто выполнил разметку: {items}",
        "classes": "в\u00a0разметке {classes}",
        "classes named": "в\u00a0разметке {classes}: {items}",
        "among classes": "среди классов\u00a0— {items}",
        "splits": "официальное разбиение: {items}",
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

    def shown(self, phrases: Sequence[str]) -> str:
        """Return what the data are as a list, abbreviations first and behind one noun: "данных КТ и МРТ"."""
        data = [phrase for phrase in phrases if phrase.startswith(DATA)]
        others = [phrase for phrase in phrases if phrase not in data]
        return super().shown([*data[:1], *(phrase.removeprefix(DATA) for phrase in data[1:]), *others])

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
        return super().size(value, precision)

    def classes(self, number: int) -> str:
        """Return a number of classes."""
        return f"{self.number(number)} {CLASSES[self._form(number)]}"
