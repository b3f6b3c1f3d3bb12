"""Composed texts in English."""

from collections.abc import Sequence
from decimal import Decimal

from datasets.models import Unit

from .patterns import MILLION, Patterns

# What modalities that give the same kind of thing share: "CT and MRI scans".
SHARED = (" scans", " images", " recordings")


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
        "challenge": ("challenge on {material}", "a challenge on {material}"),
        "challenge-series": (
            "challenges on {material}",
            "a series or an organiser of challenges on {material}",
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
    together = {("dataset", "records"): "health record data"}
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
        "cervix": "the cervix of the uterus",
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
    }
    tasks = {
        "classification": "classification",
        "multi-label-classification": "multi-label classification",
        "grading": "grading",
        "detection": "detection",
        "segmentation": "segmentation",
        "registration": "image registration",
        "prediction": "outcome prediction",
        "quantification": "quantification",
        "retrieval": "information retrieval",
        "information-extraction": "information extraction",
        "question-answering": "question answering",
        "representation-learning": "representation learning",
        "event-detection": "event detection in signals",
        "association-study": "statistical analysis",
    }
    conditions = {
        "brain-tumor": "brain tumours",
        "glioma": "gliomas",
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
        "multimodal-fusion": "multimodal registration and fusion",
    }
    annotations = {
        "class-label": "class labels",
        "multi-label": "several labels per image",
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
        "rating": "ratings by listeners or readers",
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
        "consensus": "by consensus or majority of several readers",
        "listener": "by human listeners",
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
        "restricted-scientific-use": "use is limited to science, with restrictions",
        "permissive": "the licence is a permissive one",
    }
    formats = {"text": "plain text", "tar-gz": "tar.gz", "video": "video"}
    splits = {"train": "training", "validation": "validation", "test": "test"}
    clauses = {
        "is": "{name} is {what}",
        "is as": "{name}: {what}",
        "about": "it concerns {items}",
        "among topics": "it covers {items}, among other topics",
        "uses": "it is used for {items}",
        "and uses": " and is used for {items}",
        "figures": "in figures: {items}",
        "files": "the files are in {items} format",
        "several: files": "the files are in the formats {items}",
        "files and size": "the files are in {items} format and take up {size}",
        "several: files and size": "the files are in the formats {items} and take up {size}",
        "size": "its size is {size}",
        "language": "the data are in {items}",
        "annotations": "it comes with {items}",
        "made": "annotations were made {items}",
        "made as": "annotations: {items}",
        "class": "{number} class",
        "several: class": "{number} classes",
        "classes": "the labels fall into {classes}",
        "classes named": "the labels fall into {classes}: {items}",
        "among classes": "classes include {items}",
        "splits": "there is an official split: {items}",
        "several: splits": "official splits are {items}",
        "access": "access: {name}",
        "license": "the licence is {name}",
        "other license": "licence: {name}",
        "source": "the source is {items}",
        "several: source": "the sources are {items}",
        "year": "it dates from {year}",
        "aim": "for {items}",
        "tasks": "tasks: {items}",
    }

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
        return f"{shown} of {regions}" if regions else shown

    def millions(self, number: Decimal, unit: Unit) -> str:
        """Return so many millions of what is counted."""
        return f"{self.number(number)} million {unit.after(MILLION, self.language)}"
