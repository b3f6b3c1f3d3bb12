"""Composed texts in French. U+00A0 stands before a colon, U+202F before a semicolon."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from datasets.models import Unit

from .known import COLLECTING, Known
from .patterns import IN_DESCRIPTION, MILLION, Patterns

# Conditions whose name is feminine, and masculine; those that begin with a vowel need no gender.
FEMININE = {
    "pneumonia", "viral-pneumonia", "covid-19", "tuberculosis", "consolidation", "pulmonary-fibrosis", "cardiomegaly",
    "coronary-artery-disease", "multiple-sclerosis", "alzheimers-disease", "parkinsons-disease", "cerebral-palsy",
    "als", "dysarthria", "diabetic-retinopathy",
}  # fmt: skip
MASCULINE = {
    "cancer", "lung-cancer", "breast-cancer", "prostate-cancer", "liver-cancer", "kidney-cancer", "colon-cancer",
    "cervical-cancer", "head-neck-cancer", "skin-cancer", "melanoma", "glioblastoma", "myeloma", "lymphoma",
    "pneumothorax", "autism",
}  # fmt: skip
# Those that are spoken of in the plural.
PLURAL = {
    "brain-tumor": "tumeurs cérébrales",
    "glioma": "gliomes",
    "low-grade-glioma": "gliomes de bas grade",
    "pituitary-tumor": "tumeurs hypophysaires",
    "meningioma": "méningiomes",
    "metastasis": "métastases",
    "lung-nodule": "nodules pulmonaires",
    "lung-mass": "masses pulmonaires",
    "lung-opacity": "opacités pulmonaires",
    "lung-disease": "maladies pulmonaires ou thoraciques",
    "cardiovascular-disease": "maladies cardiovasculaires",
    "congenital-heart-disease": "cardiopathies congénitales",
    "neurological-disease": "maladies neurologiques",
    "eye-disease": "maladies oculaires",
    "musculoskeletal-disease": "maladies musculo-squelettiques",
    "digestive-disease": "maladies digestives",
    "liver-disease": "maladies du foie",
    "thyroid-disease": "maladies de la thyroïde",
    "lymphatic-disease": "maladies lymphatiques",
    "knee-injury": "lésions du genou",
    "bone-abnormality": "anomalies osseuses",
    "colon-polyp": "polypes du côlon",
    "thyroid-nodule": "nodules thyroïdiens",
    "breast-lesion": "lésions mammaires",
    "skin-lesion": "lésions cutanées",
    "traumatic-brain-injury": "traumatismes crâniens",
    "hiatal-hernia": "hernies",
    "pleural-thickening": "épaississements pleuraux",
}
VOWELS = tuple("aeéèêiîoôœuûhAEÉIOŒUH")
# What is cut from a list, where the sentence does not have its noun or the items have a preposition.
OTHERS = {
    "anatomy": "de {number} autres régions",
    "topic": "{number} autres affections",
    "task": "{number} autres tâches",
    "annotation": "{number} autres types d'annotation",
}


class French(Patterns):
    """What is shown and where has its preposition: "d'IRM", "du poumon"."""

    language = "fr"
    conditions = PLURAL
    last = " et "
    last_of_lists = ", et "
    more = " et {number} autres"
    figures = "\u00a0: {amounts}"
    clause = "\u202f; "
    precise = {"about": "environ {amount}", "at-least": "au moins {amount}", "per-year": "{amount} par an"}
    kinds = {
        "dataset": ("jeu de données {material}", "un jeu de données {material}"),
        "challenge": ("challenge d'analyse {material}", "un challenge d'analyse {material}"),
        "challenge-series": (
            "série de challenges d'analyse {material}",
            "une série de challenges d'analyse {material}",
        ),
        "archive": ("archive {material}", "une archive {material}"),
        "library": ("collection de référence {material}", "une collection de référence {material}"),
        "directory": (
            "annuaire de liens vers des collections {material}",
            "un annuaire de liens vers des collections {material}",
        ),
        "service": ("service web {material}", "un service web {material}"),
    }
    categories = {
        "imaging": "d'images médicales",
        "signals": "de biosignaux",
        "records": "de données issues de dossiers médicaux",
        "statistics": "de statistiques de santé ou de données administratives",
        "literature": "de littérature biomédicale",
        "speech": "d'enregistrements de parole",
        "tables": "de données tabulaires",
        "omics": "de données génomiques ou moléculaires",
    }
    together = {
        ("dataset", "records"): "issues de dossiers médicaux",
        ("dataset", "statistics"): "statistiques ou administratives sur la santé",
        ("dataset", "tables"): "tabulaires",
        ("dataset", "omics"): "génomiques ou moléculaires",
    }
    modalities = {
        "XRAY": "de radiographies",
        "CR": "de radiographies sur plaques photostimulables",
        "DX": "de radiographies numériques à capteur plan",
        "RF": "de radioscopies",
        "XA": "d'angiographies par rayons X",
        "MG": "de mammographies",
        "CT": "de scanners",
        "MR": "d'IRM",
        "US": "d'échographies",
        "PT": "de TEP",
        "NM": "d'images de médecine nucléaire",
        "SM": "de lames histologiques numérisées",
        "GM": "d'images de microscopie",
        "OP": "de photographies du fond d'œil",
        "OPT": "d'OCT",
        "DMS": "d'images de dermoscopie",
        "ES": "d'images d'endoscopie",
        "XC": "de photographies",
        "ECG": "d'ECG",
        "EEG": "d'EEG",
        "EMG": "d'EMG",
        "AU": "d'enregistrements audio",
        "IO": "de radiographies intra-orales",
        "PX": "de radiographies panoramiques dentaires",
        "RG": "de radiographies argentiques",
        "CBCT": "d'images CBCT",
        "SPECT": "d'images de TEMP",
        "IVUS": "d'échographies intravasculaires",
        "IVOCT": "d'OCT intravasculaires",
        "OCTA": "d'angiographies par OCT",
        "TG": "de thermographies",
        "COLPOSCOPY": "d'images de colposcopie",
        "PA": "d'images photoacoustiques",
        "CFM": "d'images de microscopie confocale",
        "EM": "d'images de microscopie électronique",
        "FLM": "d'images de microscopie de fluorescence",
    }
    anatomies = {
        "whole-body": "du corps entier",
        "head-neck": "de la tête et du cou",
        "brain": "du cerveau",
        "eye": "de l'œil",
        "retina": "de la rétine",
        "thyroid": "de la thyroïde",
        "vocal-tract": "du conduit vocal",
        "chest": "du thorax",
        "lung": "des poumons",
        "heart": "du cœur",
        "left-ventricle": "du ventricule gauche",
        "breast": "du sein",
        "clavicle": "des clavicules",
        "abdomen": "de l'abdomen",
        "liver": "du foie",
        "kidney": "des reins",
        "spleen": "de la rate",
        "gastrointestinal-tract": "du tube digestif",
        "colon": "du côlon",
        "pelvis": "du pelvis",
        "prostate": "de la prostate",
        "cervix": "du col de l'utérus",
        "bladder": "de la vessie",
        "female-genital": "de l'appareil génital féminin",
        "musculoskeletal": "de l'appareil locomoteur",
        "upper-limb": "du membre supérieur",
        "shoulder": "de l'épaule",
        "humerus": "de l'humérus",
        "elbow": "du coude",
        "forearm": "de l'avant-bras",
        "wrist": "du poignet",
        "hand": "de la main",
        "finger": "des doigts",
        "lower-limb": "du membre inférieur",
        "knee": "du genou",
        "muscle": "des muscles squelettiques",
        "skin": "de la peau",
        "blood-vessels": "des vaisseaux sanguins",
        "carotid-artery": "de l'artère carotide",
        "lymphatic-system": "du système lymphatique",
        "lymph-node": "de ganglions lymphatiques",
        "embryo": "d'embryons",
        "head": "de la tête",
        "neck": "du cou",
        "skull": "du crâne",
        "face": "du visage",
        "cerebellum": "du cervelet",
        "brainstem": "du tronc cérébral",
        "hippocampus": "de l'hippocampe",
        "white-matter": "de la substance blanche",
        "gray-matter": "de la substance grise",
        "cerebral-ventricle": "des ventricules cérébraux",
        "pituitary": "de l'hypophyse",
        "optic-nerve": "du nerf optique",
        "optic-chiasm": "du chiasma optique",
        "optic-disc": "du disque optique",
        "retinal-vessels": "des vaisseaux rétiniens",
        "macula": "de la macula",
        "cornea": "de la cornée",
        "lens": "du cristallin",
        "iris": "de l'iris",
        "orbit": "de l'orbite",
        "ear": "de l'oreille",
        "inner-ear": "de l'oreille interne",
        "cochlea": "de la cochlée",
        "middle-ear": "de l'oreille moyenne",
        "nose": "du nez",
        "nasal-cavity": "des fosses nasales",
        "paranasal-sinus": "des sinus paranasaux",
        "mouth": "de la bouche",
        "tongue": "de la langue",
        "teeth": "des dents",
        "jaw": "des mâchoires",
        "mandible": "de la mandibule",
        "maxilla": "du maxillaire",
        "alveolar-nerve": "du nerf alvéolaire inférieur",
        "temporomandibular-joint": "de l'articulation temporo-mandibulaire",
        "salivary-gland": "des glandes salivaires",
        "parotid-gland": "de la glande parotide",
        "submandibular-gland": "de la glande submandibulaire",
        "pharynx": "du pharynx",
        "nasopharynx": "du nasopharynx",
        "oropharynx": "de l'oropharynx",
        "larynx": "du larynx",
        "trachea": "de la trachée",
        "airways": "des voies aériennes",
        "bronchus": "des bronches",
        "pleura": "de la plèvre",
        "mediastinum": "du médiastin",
        "esophagus": "de l'œsophage",
        "thymus": "du thymus",
        "rib": "des côtes",
        "sternum": "du sternum",
        "right-ventricle": "du ventricule droit",
        "left-atrium": "de l'oreillette gauche",
        "right-atrium": "de l'oreillette droite",
        "myocardium": "du myocarde",
        "heart-valve": "des valves cardiaques",
        "pericardium": "du péricarde",
        "coronary-artery": "des artères coronaires",
        "gallbladder": "de la vésicule biliaire",
        "bile-duct": "des voies biliaires",
        "pancreas": "du pancréas",
        "adrenal-gland": "des glandes surrénales",
        "stomach": "de l'estomac",
        "small-bowel": "de l'intestin grêle",
        "duodenum": "du duodénum",
        "jejunum": "du jéjunum",
        "ileum": "de l'iléon",
        "rectum": "du rectum",
        "appendix": "de l'appendice",
        "peritoneum": "du péritoine",
        "ureter": "des uretères",
        "urethra": "de l'urètre",
        "seminal-vesicle": "des vésicules séminales",
        "testis": "des testicules",
        "uterus": "de l'utérus",
        "ovary": "des ovaires",
        "placenta": "du placenta",
        "fetus": "du fœtus",
        "spine": "du rachis",
        "cervical-spine": "du rachis cervical",
        "thoracic-spine": "du rachis thoracique",
        "lumbar-spine": "du rachis lombaire",
        "sacrum": "du sacrum",
        "vertebra": "des vertèbres",
        "intervertebral-disc": "des disques intervertébraux",
        "spinal-cord": "de la moelle épinière",
        "bone": "des os",
        "joint": "des articulations",
        "cartilage": "du cartilage",
        "scapula": "de la scapula",
        "radius": "du radius",
        "ulna": "de l'ulna",
        "hip": "de la hanche",
        "hip-bone": "des os du bassin",
        "femur": "du fémur",
        "thigh": "de la cuisse",
        "tibia": "du tibia",
        "fibula": "de la fibula",
        "patella": "de la patella",
        "meniscus": "des ménisques",
        "ankle": "de la cheville",
        "foot": "du pied",
        "gluteal-muscle": "des muscles fessiers",
        "iliopsoas": "de l'ilio-psoas",
        "back-muscle": "des muscles profonds du dos",
        "artery": "des artères",
        "vein": "des veines",
        "aorta": "de l'aorte",
        "pulmonary-artery": "de l'artère pulmonaire",
        "pulmonary-vein": "des veines pulmonaires",
        "vena-cava": "de la veine cave",
        "inferior-vena-cava": "de la veine cave inférieure",
        "superior-vena-cava": "de la veine cave supérieure",
        "portal-vein": "de la veine porte",
        "hepatic-vessels": "des vaisseaux hépatiques",
        "iliac-artery": "des artères iliaques",
        "iliac-vein": "des veines iliaques",
        "subclavian-artery": "des artères sous-clavières",
        "brachiocephalic-vessels": "des vaisseaux brachio-céphaliques",
        "cerebral-arteries": "des artères cérébrales",
        "blood": "du sang",
        "bone-marrow": "de la moelle osseuse",
        "cell": "des cellules",
        "nerve": "des nerfs",
    }
    tasks = {
        "classification": "la classification",
        "multi-label-classification": "la classification multi-étiquettes",
        "grading": "l'attribution d'un grade",
        "detection": "la détection",
        "segmentation": "la segmentation",
        "registration": "le recalage d'images",
        "prediction": "la prédiction",
        "quantification": "la quantification",
        "retrieval": "la recherche d'information",
        "information-extraction": "l'extraction d'information",
        "question-answering": "les questions-réponses",
        "representation-learning": "l'apprentissage de représentations",
        "event-detection": "la détection d'événements dans les signaux",
        "association-study": "l'analyse statistique",
        "landmark-detection": "la détection de points de repère",
        "survival-prediction": "la prédiction de survie",
        "reconstruction": "la reconstruction d'images",
        "enhancement": "l'amélioration d'images",
        "generation": "la génération d'images",
        "tracking": "le suivi d'objets",
        "depth-estimation": "l'estimation de profondeur",
        "workflow-recognition": "la reconnaissance de phases et d'actions",
        "captioning": "le légendage d'images",
        "visual-question-answering": "les questions-réponses visuelles",
        "regression": "la régression",
        "anomaly-detection": "la détection d'anomalies",
        "domain-adaptation": "l'adaptation de domaine",
    }
    use_cases = {
        "diabetic-retinopathy-grading": "détermination du stade de la rétinopathie diabétique",
        "cancer-grading": "détermination du grade histologique des cancers",
        "organ-segmentation": "segmentation de plusieurs organes et placement de points de repère",
        "medical-education": "enseignement médical et documentation de référence",
        "concept-embedding": "représentation de concepts médicaux par plongements",
    }
    annotations = {
        "class-label": "des étiquettes de classe",
        "multi-label": "plusieurs étiquettes par image",
        "severity-grade": "des grades de gravité",
        "bounding-box": "des boîtes englobantes",
        "segmentation-mask": "des masques de segmentation",
        "contour": "des contours",
        "landmark": "des points de repère",
        "location": "la localisation des lésions",
        "report": "des comptes rendus radiologiques",
        "clinical-data": "des données cliniques ou démographiques",
        "genomic-data": "des données génomiques",
        "molecular-label": "des étiquettes de sous-type moléculaire",
        "text-annotation": "des segments de texte ou des phrases annotés",
        "rating": "des évaluations d'auditeurs ou de lecteurs",
        "keyword": "des mots-clés ou des légendes",
        "lesion-characteristics": "les caractéristiques des lésions",
    }
    methods = {
        "radiologist": "par des radiologues",
        "expert": "par des experts",
        "clinician": "par des cliniciens",
        "manual": "à la main",
        "report-mining": "par extraction automatique à partir des comptes rendus",
        "algorithm": "par un algorithme",
        "consensus": "par consensus ou vote majoritaire de plusieurs lecteurs",
        "listener": "par des auditeurs",
    }
    access = {
        "open": "l'accès est libre, sans inscription",
        "registration": "l'accès demande une inscription gratuite",
        "challenge": "l'accès demande de s'inscrire au challenge",
        "request": "l'accès se fait sur demande ou avec un accord d'utilisation des données",
        "credentialed": "l'accès se fait sur habilitation, après une formation et un accord",
        "closed": "l'accès est payant ou fermé",
    }
    licenses = {
        "research-and-teaching-only": "l'utilisation est limitée à la recherche et à l'enseignement",
        "restricted-scientific-use": "l'utilisation est limitée à des fins scientifiques",
        "permissive": "la licence est permissive",
    }
    formats = {"text": "texte brut", "tar-gz": "tar.gz", "video": "vidéo"}
    splits = {"train": "entraînement", "validation": "validation", "test": "test"}
    clauses = {
        "is": "{name} est {what}",
        "is as": "{name}\u00a0: {what}",
        "about": ", portant sur {items}",
        "about as": "\u202f; sujet\u00a0: {items}",
        "several: about as": "\u202f; sujets\u00a0: {items}",
        "among topics": ", portant entre autres sur {items}",
        "uses": "usage cité\u00a0: {items}",
        "several: uses": "usages cités\u00a0: {items}",
        "figures": "en chiffres\u00a0: {items}",
        "files": "format cité\u00a0: {items}",
        "several: files": "formats cités\u00a0: {items}",
        "files and size": "les fichiers, au format {items}, représentent {size}",
        "several: files and size": "les fichiers, aux formats {items}, représentent {size}",
        "size": "l'ensemble représente {size}",
        "language": "langue\u00a0: {items}",
        "several: language": "langues\u00a0: {items}",
        "annotations": "l'ensemble comprend aussi {items}",
        "made": "l'annotation a été faite {items}",
        "made as": "annotation\u00a0: {items}",
        "class": "{number} classe",
        "several: class": "{number} classes",
        "classes": "l'étiquetage compte {classes}",
        "classes named": "l'étiquetage compte {classes}\u00a0: {items}",
        "among classes": "parmi les classes\u00a0: {items}",
        "splits": "partie indiquée\u00a0: {items}",
        "several: splits": "découpage\u00a0: {items}",
        "access": "accès\u00a0: {name}",
        "access by a challenge": "l'accès demande de s'inscrire à un challenge",
        "license": "la licence est {name}",
        "other license": "licence\u00a0: {name}",
        "source": "la source indiquée est {items}",
        "several: source": "les sources indiquées sont {items}",
        "year": "l'année indiquée est {year}",
        "aim": "pour {items}",
        "tasks": "tâches\u00a0: {items}",
    }

    def millions(self, number: Decimal, unit: Unit) -> str:
        """Return so many millions of what is counted; less than two are one, and more."""
        name = unit.after(MILLION, self.language)
        of = "d'" if name.startswith(VOWELS) else "de "
        return f"{self.number(number)}\u00a0{'million' if number < 2 else 'millions'} {of}{name}"

    def listed(self, items: Iterable[str], most: int = 100, field: str = "") -> str:
        """Return a list whose others have a noun, and the preposition of the items, where the sentence needs them."""
        items = list(items)
        if field in OTHERS and len(items) > most + 1:
            others = OTHERS[field].format(number=self.number(len(items) - most))
            return self.joined([*items[:most], others], self.last)
        return super().listed(items, most, field)

    def joined(self, items: Sequence[str], last: str) -> str:
        """Return items one after the other; a name that has an English "and" is a list as well."""
        return super().joined(items, self.last_of_lists if any(" and " in item for item in items) else last)

    def _topics(self, known: Known) -> str:
        codes = known.codes["condition"]
        articled = [self._with_article(known, code) for code in codes]
        if not all(articled):
            names = [self._condition(known)(code) for code in codes]
            return self.one_or_more("about as", names).format(items=self.listed(names, IN_DESCRIPTION))
        if not codes:
            return ""
        clause = "among topics" if known.single("kind") in COLLECTING else "about"
        return self.one_or_more(clause, codes).format(items=self.listed(articled, IN_DESCRIPTION, "topic"))

    def _access(self, known: Known) -> list[str]:
        found = super()._access(known)
        if known.access == "challenge" and known.single("kind") != "challenge":
            found[0] = self.clauses["access by a challenge"]
        return found

    def _with_article(self, known: Known, code: str) -> str:
        """Return a condition with its article, "" where its gender is not known."""
        name = self.name(known, "condition", code)
        if code in PLURAL:
            return f"les {PLURAL[code]}"
        if name.startswith(VOWELS):
            return f"l'{name}"
        if code in FEMININE:
            return f"la {name}"
        return f"le {name}" if code in MASCULINE else ""
