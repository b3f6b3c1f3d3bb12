"""Composed texts in English."""

from collections.abc import Sequence
from decimal import Decimal

from datasets.models import Unit

from .known import Known
from .patterns import COLLECTING, MILLION, Patterns

# What modalities that give the same kind of thing share: "CT and MRI scans".
SHARED = (" scans", " images", " recordings")
# Images and the part of the body that they show, where radiologists have a shorter name for them.
NAMED_BY_PART = {("X-rays", "the chest"): "chest X-rays", ("X-rays", "the lungs"): "chest X-rays"}
# Words that a title writes small. A name with other small words is no title: it would need "the" before "is".
SMALL_IN_TITLES = {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}
# Modalities that give no images.
SIGNALS = {"ECG", "EEG", "EMG", "AU"}
# Uses of which it is certain that a description names them.
NAMED_USES = 3


class English(Patterns):
    """A part of the body has its article; things that are annotated or shown are in the plural."""

    language = "en"
    lowers_languages = False
    last = " and "
    last_of_lists = ", and "
    more = " and {number} more"
    precise = {"about": "about {amount}", "at-least": "at least {amount}", "per-year": "{amount} per year"}
    kinds = {
        "dataset": ("dataset of {material}", "a dataset of {material}"),
        "challenge": ("challenge using {material}", "a challenge using {material}"),
        "challenge-series": (
            "challenges using {material}",
            "a series or organiser of challenges using {material}",
        ),
        "archive": ("archive of {material}", "an archive of {material}"),
        "library": ("reference collection of {material}", "a reference collection of {material}"),
        "directory": (
            "directory of links to collections of {material}",
            "a directory of links to collections of {material}",
        ),
        "service": ("web service or API for {material}", "a web service or API for {material}"),
    }
    categories = {
        "imaging": "medical images",
        "signals": "biosignals",
        "records": "data from health records",
        "statistics": "health statistics or administrative data",
        "literature": "biomedical literature",
        "speech": "speech recordings",
        "tables": "tabular data",
        "omics": "genomic or molecular data",
    }
    together = {("dataset", "records"): "information from health records"}
    modalities = {
        "XRAY": "X-rays",
        "CR": "computed radiographs",
        "DX": "digital radiographs",
        "RF": "fluoroscopy images",
        "XA": "X-ray angiograms",
        "MG": "mammograms",
        "CT": "CT scans",
        "MR": "MRI scans",
        "US": "ultrasound images",
        "PT": "PET scans",
        "NM": "nuclear medicine images",
        "SM": "histopathology slides",
        "GM": "microscopy images",
        "OP": "fundus photographs",
        "OPT": "OCT scans",
        "DMS": "dermoscopy images",
        "ES": "endoscopy images",
        "XC": "photographs",
        "ECG": "ECG recordings",
        "EEG": "EEG recordings",
        "EMG": "EMG recordings",
        "AU": "audio recordings",
        "IO": "intra-oral radiographs",
        "PX": "panoramic radiographs",
        "RG": "film radiographs",
        "CBCT": "cone-beam CT scans",
        "SPECT": "SPECT scans",
        "IVUS": "intravascular ultrasound images",
        "IVOCT": "intravascular OCT scans",
        "OCTA": "OCT angiograms",
        "TG": "thermograms",
        "COLPOSCOPY": "colposcopy images",
        "PA": "photoacoustic images",
        "CFM": "confocal microscopy images",
        "EM": "electron microscopy images",
        "FLM": "fluorescence microscopy images",
    }
    anatomies = {
        "whole-body": "the whole body",
        "head-neck": "the head and neck",
        "brain": "the brain",
        "eye": "the eye",
        "retina": "the retina",
        "thyroid": "the thyroid",
        "vocal-tract": "the vocal tract",
        "chest": "the chest",
        "lung": "the lungs",
        "heart": "the heart",
        "left-ventricle": "the left ventricle",
        "breast": "the breast",
        "clavicle": "the clavicle",
        "abdomen": "the abdomen",
        "liver": "the liver",
        "kidney": "the kidneys",
        "spleen": "the spleen",
        "gastrointestinal-tract": "the gastrointestinal tract",
        "colon": "the colon",
        "pelvis": "the pelvis",
        "prostate": "the prostate",
        "cervix": "the uterine cervix",
        "bladder": "the bladder",
        "female-genital": "the female reproductive system",
        "musculoskeletal": "the musculoskeletal system",
        "upper-limb": "the upper limb",
        "shoulder": "the shoulder",
        "humerus": "the humerus",
        "elbow": "the elbow",
        "forearm": "the forearm",
        "wrist": "the wrist",
        "hand": "the hand",
        "finger": "the fingers",
        "lower-limb": "the lower limb",
        "knee": "the knee",
        "muscle": "skeletal muscle",
        "skin": "the skin",
        "blood-vessels": "blood vessels",
        "carotid-artery": "the carotid artery",
        "lymphatic-system": "the lymphatic system",
        "lymph-node": "lymph nodes",
        "embryo": "embryos",
        "head": "the head",
        "neck": "the neck",
        "skull": "the skull",
        "face": "the face",
        "cerebellum": "the cerebellum",
        "brainstem": "the brainstem",
        "hippocampus": "the hippocampus",
        "white-matter": "white matter",
        "gray-matter": "grey matter",
        "cerebral-ventricle": "the cerebral ventricles",
        "pituitary": "the pituitary gland",
        "optic-nerve": "the optic nerve",
        "optic-chiasm": "the optic chiasm",
        "optic-disc": "the optic disc",
        "retinal-vessels": "the retinal vessels",
        "macula": "the macula",
        "cornea": "the cornea",
        "lens": "the lens of the eye",
        "iris": "the iris",
        "orbit": "the orbit",
        "ear": "the ear",
        "inner-ear": "the inner ear",
        "cochlea": "the cochlea",
        "middle-ear": "the middle ear",
        "nose": "the nose",
        "nasal-cavity": "the nasal cavity",
        "paranasal-sinus": "the paranasal sinuses",
        "mouth": "the mouth",
        "tongue": "the tongue",
        "teeth": "the teeth",
        "jaw": "the jaws",
        "mandible": "the mandible",
        "maxilla": "the maxilla",
        "alveolar-nerve": "the inferior alveolar nerve",
        "temporomandibular-joint": "the temporomandibular joint",
        "salivary-gland": "the salivary glands",
        "parotid-gland": "the parotid gland",
        "submandibular-gland": "the submandibular gland",
        "pharynx": "the pharynx",
        "nasopharynx": "the nasopharynx",
        "oropharynx": "the oropharynx",
        "larynx": "the larynx",
        "trachea": "the trachea",
        "airways": "the airways",
        "bronchus": "the bronchi",
        "pleura": "the pleura",
        "mediastinum": "the mediastinum",
        "esophagus": "the oesophagus",
        "thymus": "the thymus",
        "rib": "the ribs",
        "sternum": "the sternum",
        "right-ventricle": "the right ventricle",
        "left-atrium": "the left atrium",
        "right-atrium": "the right atrium",
        "myocardium": "the myocardium",
        "heart-valve": "the heart valves",
        "pericardium": "the pericardium",
        "coronary-artery": "the coronary arteries",
        "gallbladder": "the gallbladder",
        "bile-duct": "the bile ducts",
        "pancreas": "the pancreas",
        "adrenal-gland": "the adrenal glands",
        "stomach": "the stomach",
        "small-bowel": "the small intestine",
        "duodenum": "the duodenum",
        "jejunum": "the jejunum",
        "ileum": "the ileum",
        "rectum": "the rectum",
        "appendix": "the appendix",
        "peritoneum": "the peritoneum",
        "ureter": "the ureters",
        "urethra": "the urethra",
        "seminal-vesicle": "the seminal vesicles",
        "testis": "the testes",
        "uterus": "the uterus",
        "ovary": "the ovaries",
        "placenta": "the placenta",
        "fetus": "fetuses",
        "spine": "the spine",
        "cervical-spine": "the cervical spine",
        "thoracic-spine": "the thoracic spine",
        "lumbar-spine": "the lumbar spine",
        "sacrum": "the sacrum",
        "vertebra": "the vertebrae",
        "intervertebral-disc": "the intervertebral discs",
        "spinal-cord": "the spinal cord",
        "bone": "bones",
        "joint": "joints",
        "cartilage": "cartilage",
        "scapula": "the scapula",
        "radius": "the radius",
        "ulna": "the ulna",
        "hip": "the hip",
        "hip-bone": "the pelvic bones",
        "femur": "the femur",
        "thigh": "the thigh",
        "tibia": "the tibia",
        "fibula": "the fibula",
        "patella": "the patella",
        "meniscus": "the menisci",
        "ankle": "the ankle",
        "foot": "the foot",
        "gluteal-muscle": "the gluteal muscles",
        "iliopsoas": "the iliopsoas",
        "back-muscle": "the deep back muscles",
        "artery": "arteries",
        "vein": "veins",
        "aorta": "the aorta",
        "pulmonary-artery": "the pulmonary artery",
        "pulmonary-vein": "the pulmonary veins",
        "vena-cava": "the vena cava",
        "inferior-vena-cava": "the inferior vena cava",
        "superior-vena-cava": "the superior vena cava",
        "portal-vein": "the portal vein",
        "hepatic-vessels": "the liver vessels",
        "iliac-artery": "the iliac arteries",
        "iliac-vein": "the iliac veins",
        "subclavian-artery": "the subclavian arteries",
        "brachiocephalic-vessels": "the brachiocephalic vessels",
        "cerebral-arteries": "the cerebral arteries",
        "blood": "blood",
        "bone-marrow": "bone marrow",
        "cell": "cells",
        "nerve": "nerves",
    }
    tasks = {
        "classification": "classification",
        "multi-label-classification": "multi-label classification",
        "grading": "grading",
        "detection": "detection",
        "segmentation": "segmentation",
        "registration": "image registration",
        "prediction": "prediction",
        "quantification": "quantification",
        "retrieval": "information retrieval",
        "information-extraction": "information extraction",
        "question-answering": "question answering",
        "representation-learning": "representation learning",
        "event-detection": "event detection",
        "association-study": "statistical analysis",
        "landmark-detection": "landmark detection",
        "survival-prediction": "survival prediction",
        "reconstruction": "image reconstruction",
        "enhancement": "image enhancement",
        "generation": "image generation",
        "tracking": "tracking",
        "depth-estimation": "depth estimation",
        "workflow-recognition": "workflow recognition",
        "captioning": "captioning",
        "visual-question-answering": "visual question answering",
        "regression": "regression",
        "anomaly-detection": "anomaly detection",
        "domain-adaptation": "domain adaptation",
    }
    conditions = {
        "brain-tumor": "brain tumours",
        "glioma": "gliomas",
        "meningioma": "meningiomas",
        "low-grade-glioma": "low-grade gliomas",
        "pituitary-tumor": "pituitary tumours",
        "metastasis": "metastases",
        "lung-disease": "lung or chest disease",
        "lung-nodule": "lung nodules",
        "lung-mass": "lung masses",
        "lung-opacity": "lung opacities",
        "hiatal-hernia": "hernias",
        "knee-injury": "knee injuries",
        "bone-abnormality": "bone abnormalities",
        "colon-polyp": "colon polyps",
        "thyroid-nodule": "thyroid nodules",
        "breast-lesion": "breast lesions",
        "skin-lesion": "skin lesions",
    }
    use_cases = {
        "lung-nodule-classification": "telling benign from malignant lung nodules",
        "brain-extraction": "brain extraction",
        "method-benchmarking": "image analysis benchmarking",
        "evidence-synthesis": "clinical trial evidence extraction",
        "chest-disease-screening": "chest disease screening",
        "multimodal-fusion": "multimodal registration and fusion",
    }
    annotations = {
        "class-label": "class labels",
        "multi-label": "multiple labels per image",
        "severity-grade": "severity grades",
        "bounding-box": "bounding boxes",
        "segmentation-mask": "segmentation masks",
        "contour": "contours",
        "landmark": "landmark points",
        "location": "lesion locations",
        "report": "radiology reports",
        "clinical-data": "clinical or demographic data",
        "genomic-data": "genomic data",
        "molecular-label": "molecular subtype labels",
        "text-annotation": "annotated text spans or sentences",
        "rating": "ratings",
        "keyword": "keywords or captions",
        "lesion-characteristics": "lesion characteristics",
    }
    methods = {
        "radiologist": "by radiologists",
        "expert": "by experts",
        "clinician": "by clinicians",
        "manual": "by hand",
        "report-mining": "by text mining of reports",
        "algorithm": "by an algorithm",
        "consensus": "by consensus or majority vote of several readers",
        "listener": "by listeners",
    }
    access = {
        "open": "access is open, without registration",
        "registration": "access requires free registration",
        "challenge": "access requires signing up for the challenge",
        "request": "access is given on request or under a data use agreement",
        "credentialed": "access is given to credentialed users, after training and an agreement",
        "closed": "access is paid or closed",
    }
    licenses = {
        "research-and-teaching-only": "use is limited to research and teaching",
        "restricted-scientific-use": "use is limited to scientific work, with restrictions",
        "permissive": "the licence is permissive",
    }
    formats = {"text": "plain text", "tar-gz": "tar.gz archives", "video": "video"}
    splits = {"train": "a training set", "validation": "a validation set", "test": "a test set"}
    aims = " {tasks}"
    clauses = {
        "is": "{name} is {what}",
        "is as": "{name} – {what}",
        "about": "it concerns {items}",
        "among topics": "topics include {items}",
        "uses": "uses include {items}",
        "figures": "in figures: {items}",
        "files": "files come as {items}",
        "files and size": "files come as {items} and total {size}",
        "several: files and size": "files come as {items}, and total {size}",
        "size": "the files total {size}",
        "language": "the data are in {items}",
        "annotations": "it comes with {items}",
        "made": "annotations were made {items}",
        "made as": "annotations: {items}",
        "class": "{number} class",
        "several: class": "{number} classes",
        "classes": "the labels fall into {classes}",
        "classes named": "the labels fall into {classes}: {items}",
        "among classes": "classes include {items}",
        "splits": "it has {items}",
        "access": "access: {name}",
        "license": "the licence is {name}",
        "other license": "licence: {name}",
        "source": "source: {items}",
        "several: source": "sources: {items}",
        "year": "year: {year}",
        "aim": "for {items}",
        "tasks": "tasks: {items}",
    }

    def _summary(self, known: Known, most: int, *, with_tasks: bool) -> str:
        """Return one sentence, with the tasks before the figures: "for segmentation: 300 patients"."""
        found = super()._summary(known, most, with_tasks=False)
        if not (with_tasks and known.codes["task"]):
            return found
        figures = self.figures.format(amounts=self.listed(map(self.amount, known.amounts))) if known.amounts else ""
        return found.removesuffix(figures + self.stop) + self.aims.format(tasks=self.aim(known)) + figures + self.stop

    def _what(self, known: Known) -> str:
        """Return what the entry is; a name that is a common noun is no subject without its article."""
        found = super()._what(known)
        if all(word in SMALL_IN_TITLES or not (word.isalpha() and word.islower()) for word in known.name.split()[1:]):
            return found
        verb, dash = (self.clauses[clause].format(name=known.name, what="") for clause in ("is", "is as"))
        return found.replace(verb, dash, 1)

    def _topics(self, known: Known) -> str:
        """Return what the entry is about, where its uses do not say it: "prostate cancer detection"."""
        uses = [self.phrase("use_case", self.use_cases, known, code) for code in known.codes["use_case"][:NAMED_USES]]
        said = " ".join(uses)
        names = [self._condition(known)(code) for code in known.codes["condition"]]
        return "" if all(name.removesuffix("s") in said for name in names) else super()._topics(known)

    def class_names(self, known: Known) -> list[str]:
        """Return the classes as they are printed, in quotation marks."""
        return [f"“{name}”" for name in super().class_names(known)]

    def material(self, kind: str, modalities: Sequence[str], category: str, anatomies: Sequence[str], most: int) -> str:
        """Return what the data are; what an archive is known to have is not all that it has."""
        found = super().material(kind, modalities, category, anatomies, most)
        if not modalities or kind not in COLLECTING:
            return found
        return f"{'medical data' if SIGNALS.intersection(modalities) else self.categories['imaging']} such as {found}"

    def shown(self, phrases: Sequence[str]) -> str:
        """Return what the data are as a list; things of one kind stand together and say so once."""
        phrases = list(phrases)
        for ending in SHARED:
            alike = [phrase for phrase in phrases if phrase.endswith(ending)]
            if len(alike) > 1:
                names = [phrase.removesuffix(ending) for phrase in alike]
                phrases = [self.listed(names) + ending, *(phrase for phrase in phrases if phrase not in alike)]
        return self.joined(phrases, self.last)

    def of(self, shown: str, regions: str) -> str:
        """Return images with the parts of the body that they show."""
        if not regions:
            return shown
        # A part of the body says that they are medical.
        images = "images" if shown == self.categories["imaging"] else shown
        return NAMED_BY_PART.get((shown, regions)) or f"{images} of {regions}"

    def millions(self, number: Decimal, unit: Unit) -> str:
        """Return so many millions of what is counted."""
        return f"{self.number(number)} million {unit.after(MILLION, self.language)}"
