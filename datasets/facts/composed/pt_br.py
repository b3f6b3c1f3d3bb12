"""Composed texts in Brazilian Portuguese."""

from collections.abc import Sequence
from decimal import Decimal

from datasets.models import Unit

from .patterns import MILLION, Patterns

# What an abbreviation of a modality stands behind: "de exames de TC e de RM".
EXAMS = "de exames "


class Portuguese(Patterns):
    """What is shown and where has its preposition, contracted with the article: "de exames de TC", "do fígado"."""

    language = "pt-br"
    last = " e "
    last_of_lists = ", bem como "
    more = " e mais {number}"
    precise = {"about": "cerca de {amount}", "at-least": "pelo menos {amount}", "per-year": "{amount} por ano"}
    kinds = {
        "dataset": ("conjunto de dados {material}", "um conjunto de dados {material}"),
        "challenge": ("desafio de análise {material}", "um desafio de análise {material}"),
        "challenge-series": (
            "desafios de análise {material}",
            "uma série ou um organizador de desafios de análise {material}",
        ),
        "archive": ("repositório {material}", "um repositório {material}"),
        "library": ("coleção de referência {material}", "uma coleção de referência {material}"),
        "directory": (
            "diretório de links para coleções {material}",
            "um diretório de links para coleções {material}",
        ),
        "service": ("serviço web ou API {material}", "um serviço web ou uma API {material}"),
    }
    categories = {
        "imaging": "de imagens médicas",
        "signals": "de biossinais",
        "records": "de dados de prontuários",
        "statistics": "de estatísticas de saúde ou dados administrativos",
        "literature": "de literatura biomédica",
        "speech": "de gravações de fala",
        "tables": "de dados tabulares",
        "omics": "de dados genômicos ou moleculares",
    }
    together = {
        ("dataset", "records"): "de prontuários",
        ("dataset", "tables"): "tabulares",
        ("dataset", "omics"): "genômicos ou moleculares",
        ("dataset", "statistics"): "estatísticos de saúde ou administrativos",
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
    }
    conditions = {
        "brain-tumor": "tumores cerebrais",
        "glioma": "gliomas",
        "low-grade-glioma": "gliomas de baixo grau",
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
        "text-annotation": "trechos de texto ou frases anotados",
        "rating": "avaliações de ouvintes ou leitores",
        "keyword": "palavras-chave ou legendas",
        "lesion-characteristics": "as características das lesões",
    }
    methods = {
        "radiologist": "por radiologistas",
        "expert": "por especialistas",
        "clinician": "por médicos",
        "manual": "manualmente",
        "report-mining": "por mineração de texto de laudos",
        "algorithm": "por um algoritmo",
        "consensus": "por consenso ou maioria de vários leitores",
        "listener": "por ouvintes humanos",
    }
    access = {
        "open": "o acesso é livre, sem cadastro",
        "registration": "o acesso exige cadastro gratuito",
        "challenge": "o acesso exige inscrição no desafio",
        "request": "o acesso se dá por solicitação ou com um termo de uso de dados",
        "credentialed": "o acesso é credenciado, com treinamento e termo de uso",
        "closed": "o acesso é pago ou fechado",
    }
    licenses = {
        "research-and-teaching-only": "o uso se limita à pesquisa e ao ensino",
        "restricted-scientific-use": "o uso é científico e restrito",
        "permissive": "a licença é permissiva",
    }
    formats = {"text": "texto simples", "tar-gz": "tar.gz", "video": "vídeo"}
    splits = {"train": "treinamento", "validation": "validação", "test": "teste"}
    clauses = {
        "is": "{name} é {what}",
        "is as": "{name}: {what}",
        "about": "trata de {items}",
        "among topics": "trata, entre outros temas, de {items}",
        "uses": "serve para {items}",
        "and uses": " e serve para {items}",
        "figures": "em números: {items}",
        "files": "os arquivos estão no formato {items}",
        "several: files": "os arquivos estão nos formatos {items}",
        "files and size": "os arquivos, no formato {items}, somam {size}",
        "several: files and size": "os arquivos, nos formatos {items}, somam {size}",
        "size": "os dados somam {size}",
        "language": "os dados estão em {items}",
        "annotations": "as anotações incluem {items}",
        "made": "as anotações foram feitas {items}",
        "made as": "anotação: {items}",
        "class": "{number} classe",
        "several: class": "{number} classes",
        "classes": "há {classes}",
        "classes named": "há {classes}: {items}",
        "among classes": "as classes incluem {items}",
        "splits": "divisão oficial: {items}",
        "access": "acesso: {name}",
        "license": "a licença é {name}",
        "other license": "licença: {name}",
        "source": "a fonte é {items}",
        "several: source": "as fontes são {items}",
        "year": "data de {year}",
        "aim": "para {items}",
        "tasks": "tarefas: {items}",
    }

    def shown(self, phrases: Sequence[str]) -> str:
        """Return what the data are as a list; exams stand together and say so once."""
        exams = [phrase for phrase in phrases if phrase.startswith(EXAMS)]
        others = [phrase for phrase in phrases if phrase not in exams]
        return super().shown([*exams[:1], *(phrase.removeprefix(EXAMS) for phrase in exams[1:]), *others])

    def millions(self, number: Decimal, unit: Unit) -> str:
        """Return so many millions of what is counted; less than two are one, and more."""
        word = "milhão" if number < 2 else "milhões"
        return f"{self.number(number)} {word} de {unit.after(MILLION, self.language)}"
