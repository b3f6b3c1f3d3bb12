"""The domain: what a dataset, a source, a vocabulary term and a statement are, with the rules that the database keeps.

Models hold data and constraints; reading and writing records is the catalogue's concern, finding entries is search's.
"""

from .change import Change, ChangeSet, SeedMark
from .dataset import Count, Dataset, DatasetClass, FormerSlug, Link, OrderedAccessStep, Paper, Right, Split
from .description import DatasetDescription, DocumentDescription, SourceDescription
from .document import Document
from .fact import DatasetRelation, Disagreement, Statement
from .guide import Guide, GuideEntry
from .incoming import Incoming, IncomingRow, Meaning, Verdict
from .language import LANGUAGES
from .link_health import LinkCheck, LinkError, LinkHealth, LinkState
from .proposal import Proposal, ProposalComment, ProposedEdit
from .sign_in import FailedSignIn
from .source import Source
from .suggestion import Suggestion
from .vocabulary import (
    VOCABULARIES,
    AccessLevel,
    AccessStep,
    Anatomy,
    AnnotationMethod,
    AnnotationType,
    Category,
    Condition,
    DataLanguage,
    FileFormat,
    Kind,
    License,
    Modality,
    Task,
    Term,
    Unit,
    UseCase,
)

__all__ = [
    "LANGUAGES",
    "VOCABULARIES",
    "AccessLevel",
    "AccessStep",
    "Anatomy",
    "AnnotationMethod",
    "AnnotationType",
    "Category",
    "Change",
    "ChangeSet",
    "Condition",
    "Count",
    "DataLanguage",
    "Dataset",
    "DatasetClass",
    "DatasetDescription",
    "DatasetRelation",
    "Disagreement",
    "Document",
    "DocumentDescription",
    "FailedSignIn",
    "FileFormat",
    "FormerSlug",
    "Guide",
    "GuideEntry",
    "Incoming",
    "IncomingRow",
    "Kind",
    "License",
    "Link",
    "LinkCheck",
    "LinkError",
    "LinkHealth",
    "LinkState",
    "Meaning",
    "Modality",
    "OrderedAccessStep",
    "Paper",
    "Proposal",
    "ProposalComment",
    "ProposedEdit",
    "Right",
    "SeedMark",
    "Source",
    "SourceDescription",
    "Split",
    "Statement",
    "Suggestion",
    "Task",
    "Term",
    "Unit",
    "UseCase",
    "Verdict",
]
