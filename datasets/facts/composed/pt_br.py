"""Composed texts in Brazilian Portuguese."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from datasets.models import Unit

from .known import Known
from .patterns import COLLECTING, IN_DESCRIPTION, MILLION, Patterns

# What an abbreviation of a modality stands behind: "de exames de TC e de RM".
EXAMS = "de exames "
OF = "de "
MEDICAL = "imagens médicas"
# A radiograph of the lungs or the heart is called one of the chest, and is one of the clavicles, too.
RADIOGRAPHS = {"XRAY", "CR", "DX"}
IN_THE_CHEST = ("heart", "lung")
ON_CHEST_RADIOGRAPHS = {*IN_THE_CHEST, "clavicle"}
# Use cases that any field has stand behind those that say what is looked for.
GENERAL = ("medical-education", "method-benchmarking")
# Behind a list that is cut, where its items have a preposition.
OTHERS = {"anatomy": " e de outras {number} regiões", "topic": " e de outros {number} temas"}
# The first word of a condition in the singular, and "de" with its article: "da doença de Alzheimer", "do câncer".
# One in the plural, and any other, stands without: "de nódulos pulmonares".
WITH_ARTICLE = {
    "do": (
        "acidente câncer derrame edema enfisema espessamento glioblastoma infarto infiltrado linfoma melanoma mieloma "
        "pneumotórax transtorno traumatismo"
    ),
    "da": (
        "aterosclerose atelectasia cardiomegalia consolidação covid-19 disartria doença epilepsia esclerose fibrose "
        "hemorragia hipertrofia insuficiência osteoartrite paralisia pneumonia retinopatia tuberculose"
    ),
}
ARTICLES = {word: article for article, words in WITH_ARTICLE.items() for word in words.split()}


class Portuguese(Patterns):
    """What is shown and where has its preposition, contracted with the article: "de exames de TC", "do fígado".

    What a kind has behind a name has its verb: "é um conjunto de dados", "reúne desafios".
    """

    language = "pt-br"
    last = " e "
    last_of_lists = ", bem como "
    more = " e mais {number}"
    precise = {"about": "cerca de {amount}", "at-least": "pelo menos {amount}", "per-year": "{amount} por ano"}
    kinds = {
        "dataset": ("conjunto de dados {material}", "é um conjunto de dados {material}"),
        "challenge": ("desafio de análise {material}", "é um desafio de análise {material}"),
        "challenge-series": (
            "desafios de análise {material}",
            "reúne desafios de análise {material}",
        ),
        "archive": ("repositório {material}", "é um repositório {material}"),
        "library": ("coleção de referência {material}", "é uma coleção de referência {material}"),
        "directory": (
            "diretório de links para coleções {material}",
            "é um diretório de links para coleções {material}",
        ),
        "service": ("serviço web {material}", "é um serviço web {material}"),
    }
    categories = {
        "imaging": "de imagens médicas",
        "signals": "de biossinais",
        "records": "de dados baseados em prontuários",
        "statistics": "de estatísticas ou dados administrativos de saúde",
        "literature": "de literatura biomédica",
        "speech": "de gravações de fala",
        "tables": "de dados tabulares",
        "omics": "de dados genômicos ou moleculares",
    }
    together = {
        ("dataset", "records"): "baseados em prontuários",
        ("dataset", "tables"): "tabulares",
        ("dataset", "omics"): "genômicos ou moleculares",
        ("dataset", "statistics"): "estatísticos ou administrativos de saúde",
    }
    modalities = {
        "XRAY": "de radiografias",
        "CR": "de radiografias computadorizadas",
        "DX": "de radiografias digitais",
        "RF": "de fluoroscopias",
        "XA": "de angiografias por raios X",
        "MG": "de mamografias",
        "CT": "de exames de TC",
        "MR": "de exames de RM",
        "US": "de ultrassonografias",
        "PT": "de exames de PET",
        "NM": "de imagens de medicina nuclear",
        "SM": "de lâminas histopatológicas digitalizadas",
        "GM": "de imagens de microscopia",
        "OP": "de retinografias",
        "OPT": "de exames de OCT",
        "DMS": "de imagens de dermatoscopia",
        "ES": "de imagens de endoscopia",
        "XC": "de fotografias",
        "ECG": "de ECG",
        "EEG": "de EEG",
        "EMG": "de EMG",
        "AU": "de gravações de áudio",
        "IO": "de radiografias intraorais",
        "PX": "de radiografias panorâmicas",
        "RG": "de radiografias em filme",
        "CBCT": "de tomografias de feixe cônico",
        "SPECT": "de exames de SPECT",
        "IVUS": "de ultrassonografias intravasculares",
        "IVOCT": "de exames de OCT intravascular",
        "OCTA": "de exames de angio-OCT",
        "TG": "de termografias",
        "COLPOSCOPY": "de imagens de colposcopia",
        "PA": "de imagens fotoacústicas",
        "CFM": "de imagens de microscopia confocal",
        "EM": "de imagens de microscopia eletrônica",
        "FLM": "de imagens de microscopia de fluorescência",
    }
    anatomies = {
        "whole-body": "do corpo inteiro",
        "head-neck": "da cabeça e do pescoço",
        "brain": "do cérebro",
        "eye": "do olho",
        "retina": "da retina",
        "thyroid": "da tireoide",
        "vocal-tract": "do trato vocal",
        "chest": "do tórax",
        "lung": "dos pulmões",
        "heart": "do coração",
        "left-ventricle": "do ventrículo esquerdo",
        "breast": "da mama",
        "clavicle": "da clavícula",
        "abdomen": "do abdome",
        "liver": "do fígado",
        "kidney": "dos rins",
        "spleen": "do baço",
        "gastrointestinal-tract": "do trato gastrointestinal",
        "colon": "do cólon",
        "pelvis": "da pelve",
        "prostate": "da próstata",
        "cervix": "do colo do útero",
        "bladder": "da bexiga",
        "female-genital": "do sistema reprodutor feminino",
        "musculoskeletal": "do sistema musculoesquelético",
        "upper-limb": "do membro superior",
        "shoulder": "do ombro",
        "humerus": "do úmero",
        "elbow": "do cotovelo",
        "forearm": "do antebraço",
        "wrist": "do punho",
        "hand": "da mão",
        "finger": "dos dedos da mão",
        "lower-limb": "do membro inferior",
        "knee": "do joelho",
        "muscle": "dos músculos esqueléticos",
        "skin": "da pele",
        "blood-vessels": "dos vasos sanguíneos",
        "carotid-artery": "da artéria carótida",
        "lymphatic-system": "do sistema linfático",
        "lymph-node": "dos linfonodos",
        "embryo": "de embriões",
        "head": "da cabeça",
        "neck": "do pescoço",
        "skull": "do crânio",
        "face": "da face",
        "cerebellum": "do cerebelo",
        "brainstem": "do tronco encefálico",
        "hippocampus": "do hipocampo",
        "white-matter": "da substância branca",
        "gray-matter": "da substância cinzenta",
        "cerebral-ventricle": "dos ventrículos cerebrais",
        "pituitary": "da hipófise",
        "optic-nerve": "do nervo óptico",
        "optic-chiasm": "do quiasma óptico",
        "optic-disc": "do disco óptico",
        "retinal-vessels": "dos vasos retinianos",
        "macula": "da mácula",
        "cornea": "da córnea",
        "lens": "do cristalino",
        "iris": "da íris",
        "orbit": "da órbita",
        "ear": "da orelha",
        "inner-ear": "da orelha interna",
        "cochlea": "da cóclea",
        "middle-ear": "da orelha média",
        "nose": "do nariz",
        "nasal-cavity": "da cavidade nasal",
        "paranasal-sinus": "dos seios paranasais",
        "mouth": "da boca",
        "tongue": "da língua",
        "teeth": "dos dentes",
        "jaw": "da mandíbula e da maxila",
        "mandible": "da mandíbula",
        "maxilla": "da maxila",
        "alveolar-nerve": "do nervo alveolar inferior",
        "temporomandibular-joint": "da articulação temporomandibular",
        "salivary-gland": "das glândulas salivares",
        "parotid-gland": "da glândula parótida",
        "submandibular-gland": "da glândula submandibular",
        "pharynx": "da faringe",
        "nasopharynx": "da nasofaringe",
        "oropharynx": "da orofaringe",
        "larynx": "da laringe",
        "trachea": "da traqueia",
        "airways": "das vias aéreas",
        "bronchus": "dos brônquios",
        "pleura": "da pleura",
        "mediastinum": "do mediastino",
        "esophagus": "do esôfago",
        "thymus": "do timo",
        "rib": "das costelas",
        "sternum": "do esterno",
        "right-ventricle": "do ventrículo direito",
        "left-atrium": "do átrio esquerdo",
        "right-atrium": "do átrio direito",
        "myocardium": "do miocárdio",
        "heart-valve": "das valvas cardíacas",
        "pericardium": "do pericárdio",
        "coronary-artery": "das artérias coronárias",
        "gallbladder": "da vesícula biliar",
        "bile-duct": "das vias biliares",
        "pancreas": "do pâncreas",
        "adrenal-gland": "das glândulas adrenais",
        "stomach": "do estômago",
        "small-bowel": "do intestino delgado",
        "duodenum": "do duodeno",
        "jejunum": "do jejuno",
        "ileum": "do íleo",
        "rectum": "do reto",
        "appendix": "do apêndice",
        "peritoneum": "do peritônio",
        "ureter": "dos ureteres",
        "urethra": "da uretra",
        "seminal-vesicle": "das vesículas seminais",
        "testis": "dos testículos",
        "uterus": "do útero",
        "ovary": "dos ovários",
        "placenta": "da placenta",
        "fetus": "de fetos",
        "spine": "da coluna vertebral",
        "cervical-spine": "da coluna cervical",
        "thoracic-spine": "da coluna torácica",
        "lumbar-spine": "da coluna lombar",
        "sacrum": "do sacro",
        "vertebra": "das vértebras",
        "intervertebral-disc": "dos discos intervertebrais",
        "spinal-cord": "da medula espinhal",
        "bone": "dos ossos",
        "joint": "das articulações",
        "cartilage": "da cartilagem",
        "scapula": "da escápula",
        "radius": "do osso rádio",
        "ulna": "da ulna",
        "hip": "do quadril",
        "hip-bone": "dos ossos da pelve",
        "femur": "do fêmur",
        "thigh": "da coxa",
        "tibia": "da tíbia",
        "fibula": "da fíbula",
        "patella": "da patela",
        "meniscus": "dos meniscos",
        "ankle": "do tornozelo",
        "foot": "do pé",
        "gluteal-muscle": "dos músculos glúteos",
        "iliopsoas": "do iliopsoas",
        "back-muscle": "dos músculos profundos do dorso",
        "artery": "das artérias",
        "vein": "das veias",
        "aorta": "da aorta",
        "pulmonary-artery": "da artéria pulmonar",
        "pulmonary-vein": "das veias pulmonares",
        "vena-cava": "da veia cava",
        "inferior-vena-cava": "da veia cava inferior",
        "superior-vena-cava": "da veia cava superior",
        "portal-vein": "da veia porta",
        "hepatic-vessels": "dos vasos hepáticos",
        "iliac-artery": "das artérias ilíacas",
        "iliac-vein": "das veias ilíacas",
        "subclavian-artery": "das artérias subclávias",
        "brachiocephalic-vessels": "dos vasos braquiocefálicos",
        "cerebral-arteries": "das artérias cerebrais",
        "blood": "do sangue",
        "bone-marrow": "da medula óssea",
        "cell": "de células",
        "nerve": "dos nervos",
    }
    tasks = {
        "classification": "classificação",
        "multi-label-classification": "classificação multirrótulo",
        "grading": "classificação em graus",
        "detection": "detecção",
        "segmentation": "segmentação",
        "registration": "registro de imagens",
        "prediction": "predição de desfecho",
        "quantification": "quantificação",
        "retrieval": "recuperação de informação",
        "information-extraction": "extração de informação",
        "question-answering": "resposta a perguntas",
        "representation-learning": "aprendizado de representações",
        "event-detection": "detecção de eventos em sinais",
        "association-study": "análise estatística",
        "landmark-detection": "detecção de marcos anatômicos",
        "survival-prediction": "predição de sobrevida",
        "reconstruction": "reconstrução de imagens",
        "enhancement": "melhoria de imagens",
        "generation": "geração de imagens",
        "tracking": "rastreamento",
        "depth-estimation": "estimação de profundidade",
        "workflow-recognition": "reconhecimento de fases e ações",
        "captioning": "geração de legendas e laudos",
        "visual-question-answering": "resposta a perguntas visuais",
        "regression": "regressão",
        "anomaly-detection": "detecção de anomalias",
        "domain-adaptation": "adaptação de domínio",
    }
    conditions = {
        "brain-tumor": "tumores cerebrais",
        "glioma": "gliomas",
        "low-grade-glioma": "gliomas de baixo grau",
        "meningioma": "meningiomas",
        "pituitary-tumor": "tumores hipofisários",
        "metastasis": "metástases",
        "lung-disease": "doenças pulmonares ou torácicas",
        "lung-nodule": "nódulos pulmonares",
        "lung-mass": "massas pulmonares",
        "lung-opacity": "opacidades pulmonares",
        "hiatal-hernia": "hérnias",
        "cardiovascular-disease": "doenças cardiovasculares",
        "congenital-heart-disease": "cardiopatias congênitas",
        "neurological-disease": "doenças neurológicas",
        "eye-disease": "doenças oculares",
        "musculoskeletal-disease": "doenças musculoesqueléticas",
        "knee-injury": "lesões do joelho",
        "bone-abnormality": "alterações ósseas",
        "digestive-disease": "doenças digestivas",
        "colon-polyp": "pólipos do cólon",
        "liver-disease": "doenças hepáticas",
        "thyroid-disease": "doenças da tireoide",
        "thyroid-nodule": "nódulos tireoidianos",
        "breast-lesion": "lesões mamárias",
        "skin-lesion": "lesões de pele",
        "lymphatic-disease": "doenças linfáticas",
    }
    use_cases = {
        "brain-extraction": "extração do cérebro",
        "precision-medicine": "busca de informação para medicina de precisão",
    }
    annotations = {
        "class-label": "rótulos de classe",
        "multi-label": "vários rótulos por imagem",
        "severity-grade": "graus de gravidade",
        "bounding-box": "caixas delimitadoras",
        "segmentation-mask": "máscaras de segmentação",
        "contour": "contornos",
        "landmark": "pontos de referência",
        "location": "a localização das lesões",
        "report": "laudos radiológicos",
        "clinical-data": "dados clínicos ou demográficos",
        "genomic-data": "dados genômicos",
        "molecular-label": "rótulos de subtipo molecular",
        "text-annotation": "marcações em trechos de texto ou frases",
        "rating": "avaliações de ouvintes ou leitores",
        "keyword": "palavras-chave ou legendas",
        "lesion-characteristics": "as características das lesões",
    }
    methods = {
        "radiologist": "por radiologistas",
        "expert": "por especialistas",
        "clinician": "por médicos",
        "manual": "manualmente",
        "report-mining": "por mineração de texto dos laudos",
        "algorithm": "por um algoritmo",
        "consensus": "por consenso ou maioria de vários leitores",
        "listener": "por ouvintes",
    }
    access = {
        "open": "o acesso é livre",
        "registration": "o acesso exige cadastro gratuito",
        "challenge": "o acesso exige inscrição no desafio",
        "request": "o acesso se dá mediante solicitação ou termo de uso de dados",
        "credentialed": "o acesso é credenciado, com treinamento e termo de uso",
        "closed": "o acesso é pago ou fechado",
    }
    licenses = {
        "research-and-teaching-only": "o uso se limita à pesquisa e ao ensino",
        "restricted-scientific-use": "o uso é restrito a fins científicos",
        "permissive": "a licença é permissiva",
    }
    formats = {"text": "texto simples", "tar-gz": "tar.gz", "video": "formato de vídeo"}
    splits = {"train": "treinamento", "validation": "validação", "test": "teste"}
    clauses = {
        "is": "{name} {what}",
        "is as": "{name}: {what}",
        "about": "trata {items}",
        "among topics": "trata, entre outros temas, {items}",
        "uses": "uso citado: {items}",
        "several: uses": "usos citados: {items}",
        "figures": "em números: {items}",
        "files": "há arquivos em {items}",
        "files and size": "os arquivos, em {items}, somam {size}",
        "size": "os dados somam {size}",
        "language": "idioma: {items}",
        "several: language": "idiomas: {items}",
        "annotations": "as anotações incluem {items}",
        "made": "a anotação foi feita {items}",
        "made as": "anotação: {items}",
        "class": "{number} classe",
        "several: class": "{number} classes",
        "classes": "há {classes}",
        "classes named": "há {classes}: {items}",
        "among classes": "as classes incluem {items}",
        "splits": "divisão oficial: {items}",
        "access": "acesso: {name}",
        "license": "a licença é a {name}",
        "other license": "licença: {name}",
        "source": "fonte: {items}",
        "several: source": "fontes: {items}",
        "year": "ano: {year}",
        "aim": "para {items}",
        "tasks": "tarefas: {items}",
    }

    def material(self, kind: str, modalities: Sequence[str], category: str, anatomies: Sequence[str], most: int) -> str:
        """Return what the data are and which parts of the body they show; what holds many datasets includes them."""
        if modalities and kind in COLLECTING:
            verb = "incluem" if kind == "directory" else "inclui"
            shown = self._exams_last([self.modalities[code] for code in modalities])
            return f"que {verb} {self.joined([phrase.removeprefix(OF) for phrase in shown], self.last)}"
        shows_chest = set(modalities) & RADIOGRAPHS and set(modalities) <= {*RADIOGRAPHS, "CT"}
        if shows_chest and any(code in IN_THE_CHEST for code in anatomies):
            anatomies = list(dict.fromkeys("chest" if code in ON_CHEST_RADIOGRAPHS else code for code in anatomies))
        found = super().material(kind, modalities, category, anatomies, most)
        # Images of a part of the body need not be told to be medical.
        return found.replace(MEDICAL, "imagens") if anatomies and not modalities else found

    def shown(self, phrases: Sequence[str]) -> str:
        """Return what the data are as a list; exams stand together, behind all else, and say so once."""
        return self.joined(self._exams_last(phrases), self.last)

    def _exams_last(self, phrases: Sequence[str]) -> list[str]:
        exams = [phrase.removeprefix(EXAMS) for phrase in phrases if phrase.startswith(EXAMS)]
        others = [phrase for phrase in phrases if not phrase.startswith(EXAMS)]
        return [*others, *([EXAMS + self.joined(exams, self.last)] if exams else [])]

    def listed(self, items: Iterable[str], most: int = 100, field: str = "") -> str:
        """Return items as a list; where they have a preposition, what counts the others has it, too."""
        items = list(items)
        if field == "source":
            # A name that is a list itself would run into the next one.
            items.sort(key=lambda name: self.comma in name or " and " in name)
        if field in OTHERS and len(items) > most + 1:
            return self.comma.join(items[:most]) + OTHERS[field].format(number=self.number(len(items) - most))
        return super().listed(items, most, field)

    def aim(self, known: Known) -> str:
        """Return for which tasks the data are; one of several words stands last, so that no other leans on it."""
        codes = sorted(known.codes["task"], key=lambda code: " " in self.tasks.get(code, ""))
        return super().aim(replace(known, codes={**known.codes, "task": codes}))

    def millions(self, number: Decimal, unit: Unit) -> str:
        """Return so many millions of what is counted; less than two are one, and more."""
        word = "milhão" if number < 2 else "milhões"
        return f"{self.number(number)} {word} de {unit.after(MILLION, self.language)}"

    def _topics(self, known: Known) -> str:
        names = [self._condition(known)(code) for code in known.codes["condition"]]
        if not names:
            return ""
        clause = "among topics" if known.single("kind") in COLLECTING else "about"
        topics = [f"{ARTICLES.get(name.partition(' ')[0].lower(), 'de')} {name}" for name in names]
        return self.clauses[clause].format(items=self.listed(topics, IN_DESCRIPTION, "topic"))

    def _topics_and_uses(self, topics: str, known: Known) -> list[str]:
        codes = sorted(known.codes["use_case"], key=lambda code: code in GENERAL)
        names = _merged([self.phrase("use_case", self.use_cases, known, code) for code in codes])
        # What is a list with commas itself would run into what stands before it.
        names.sort(key=lambda name: self.comma not in name)
        if not names:
            return [*filter(None, [topics])]
        clause = "several: uses" if len(codes) > 1 else "uses"
        return [*filter(None, [topics]), self.clauses[clause].format(items=self.listed(names, 3, "use_case"))]


def _merged(names: Sequence[str]) -> list[str]:
    """Return use cases with those of one thing together: "classificação e segmentação de tumores cerebrais"."""
    heads: dict[str, list[str]] = {}
    for name in names:
        head, _, thing = name.partition(" ")
        heads.setdefault(thing, []).append(head)
    return [
        " ".join(filter(None, [", ".join(found[:-1]) + (" e " if found[1:] else "") + found[-1], thing]))
        for thing, found in heads.items()
    ]
