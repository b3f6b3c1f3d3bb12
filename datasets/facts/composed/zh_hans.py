"""Composed texts in Chinese. Names of units begin with their measure words; no blank stands beside a Chinese sign."""

import re
from collections.abc import Sequence
from decimal import Decimal

from django.utils.formats import number_format

from datasets.models import Unit
from datasets.models.dataset import Precision

from .known import Amount, Known
from .patterns import COLLECTING, IN_DESCRIPTION, ROUNDED, Patterns

# Rounded figures are written in these, largest first, where one decimal will do.
ROUND = ((10**8, "亿"), (10**4, "万"))
# Kinds of entries that set tasks; data of other kinds are for some.
SETTING_TASKS = {"challenge", "challenge-series"}
# X-rays, of which Chinese names the chest where they are for the lungs.
OF_CHEST = {"XRAY", "CR", "DX"}
# Words within an item of a list that 和 before it might be read together with.
JOINING = re.compile("[与及或]")
# Precisions of a size that need no word for how much there is in all.
NOT_IN_ALL = {Precision.AT_LEAST, Precision.PER_YEAR}


class Chinese(Patterns):
    """The part of the body stands before what shows it, and both before the kind of entry."""

    language = "zh-hans"
    comma = "、"
    last = "和"
    last_of_lists = "以及"
    more = "等{total}{measure}"
    measures = {
        "": "项",
        "anatomy": "个部位",
        "condition": "种病症",
        "task": "项任务",
        "use_case": "项",
        "annotation": "种信息",
        "format": "种",
        "source": "处",
    }
    brackets = "，涉及{items}"
    within = "（{figure}）"
    figures = "，含{amounts}"
    aims = "，{tasks}"
    stop = "。"
    clause = "；"
    sentence = ""
    precise = {"about": "约{amount}", "at-least": "至少{amount}", "per-year": "每年{amount}"}
    kinds = {
        "dataset": ("{material}数据集", "一个{material}数据集"),
        "challenge": ("{material}分析挑战赛", "一项{material}分析挑战赛"),
        "challenge-series": ("{material}分析系列挑战赛", "{material}分析系列挑战赛（或其主办方）"),
        # These hold other things besides.
        "archive": ("收录{material}的档案库", "一个收录{material}的档案库"),
        "library": ("{material}参考资料库", "一个{material}参考资料库"),
        "directory": ("收录{material}资源链接的目录", "一个收录{material}资源链接的目录"),
        "service": ("提供{material}的网络服务或API", "一项提供{material}的网络服务或API"),
    }
    categories = {
        "imaging": "医学影像",
        "signals": "生理信号",
        "records": "病历及其衍生数据",
        "statistics": "卫生统计或行政数据",
        "literature": "生物医学文献",
        "speech": "语音",
        "tables": "表格数据",
        "omics": "基因组或分子数据",
    }
    together = {
        ("dataset", "records"): "源自病历的",
        ("dataset", "statistics"): "卫生统计或行政",
        ("dataset", "tables"): "表格",
        ("dataset", "omics"): "基因组或分子",
    }
    modalities = {
        "XRAY": "X线影像",
        "CR": "计算机X线摄影（CR）影像",
        "DX": "数字化X线摄影（DR）影像",
        "RF": "X线透视影像",
        "XA": "X线血管造影",
        "MG": "乳腺X线影像",
        "CT": "CT",
        "MR": "MRI",
        "US": "超声影像",
        "PT": "PET",
        "NM": "核医学影像",
        "SM": "病理切片图像",
        "GM": "显微图像",
        "OP": "眼底照片",
        "OPT": "OCT",
        "DMS": "皮肤镜图像",
        "ES": "内镜图像",
        "XC": "照片",
        "ECG": "心电图",
        "EEG": "脑电图",
        "EMG": "肌电图",
        "AU": "音频",
    }
    anatomies = {
        "whole-body": "全身",
        "head-neck": "头颈部",
        "brain": "脑部",
        "eye": "眼部",
        "retina": "视网膜",
        "thyroid": "甲状腺",
        "vocal-tract": "声道",
        "chest": "胸部",
        "lung": "肺部",
        "heart": "心脏",
        "left-ventricle": "左心室",
        "breast": "乳腺",
        "clavicle": "锁骨",
        "abdomen": "腹部",
        "liver": "肝脏",
        "kidney": "肾脏",
        "spleen": "脾脏",
        "gastrointestinal-tract": "胃肠道",
        "colon": "结肠",
        "pelvis": "盆腔",
        "prostate": "前列腺",
        "cervix": "宫颈",
        "bladder": "膀胱",
        "female-genital": "女性生殖系统",
        "musculoskeletal": "骨骼肌肉系统",
        "upper-limb": "上肢",
        "shoulder": "肩部",
        "humerus": "肱骨",
        "elbow": "肘部",
        "forearm": "前臂",
        "wrist": "腕部",
        "hand": "手部",
        "finger": "手指",
        "lower-limb": "下肢",
        "knee": "膝部",
        "muscle": "骨骼肌",
        "skin": "皮肤",
        "blood-vessels": "血管",
        "carotid-artery": "颈动脉",
        "lymphatic-system": "淋巴系统",
        "lymph-node": "淋巴结",
        "embryo": "胚胎",
    }
    tasks = {
        "classification": "分类",
        "multi-label-classification": "多标签分类",
        "grading": "分级",
        "detection": "检测",
        "segmentation": "分割",
        "registration": "图像配准",
        "prediction": "预测",
        "quantification": "定量分析",
        "retrieval": "信息检索",
        "information-extraction": "信息抽取",
        "question-answering": "问答",
        "representation-learning": "表示学习",
        "event-detection": "信号事件检测",
        "association-study": "统计分析",
    }
    # Data are used for something to do, not for material or a science.
    use_cases = {"medical-education": "医学教育与参考", "cancer-genomics": "癌症基因组学研究"}
    annotations = {
        "class-label": "类别标签",
        "multi-label": "多标签标注",
        "severity-grade": "严重程度分级",
        "bounding-box": "边界框",
        "segmentation-mask": "分割掩膜",
        "contour": "轮廓标注",
        "landmark": "标志点",
        "location": "病灶位置",
        "report": "放射报告",
        "clinical-data": "临床或人口学数据",
        "genomic-data": "基因组数据",
        "molecular-label": "分子亚型标签",
        "text-annotation": "带标注的文本片段或句子",
        "rating": "听辨者或阅片者的评分",
        "keyword": "关键词或图注",
        "lesion-characteristics": "病灶特征",
    }
    methods = {
        "radiologist": "放射科医生标注",
        "expert": "专家标注",
        "clinician": "临床医生标注",
        "manual": "人工标注",
        "report-mining": "报告文本挖掘",
        "algorithm": "算法标注",
        "consensus": "多名阅片者的共识或多数意见",
        "listener": "人工听辨",
    }
    access = {
        "open": "开放获取",
        "registration": "免费注册后即可获取",
        "challenge": "报名参赛后方可获取",
        "request": "须提出申请或签署数据使用协议方可获取",
        "credentialed": "须通过资质认证（培训并签署协议）方可获取",
        "closed": "付费获取或不公开",
    }
    licenses = {
        "research-and-teaching-only": "仅限用于科研与教学",
        "restricted-scientific-use": "仅限用于科研，另有限制",
        "permissive": "采用宽松许可协议",
    }
    formats = {"text": "纯文本", "tar-gz": "tar.gz", "video": "视频"}
    splits = {"train": "训练集", "validation": "验证集", "test": "测试集"}
    clauses = {
        "is": "{name}是{what}",
        "is as": "{name}：{what}",
        "about": "，涉及{items}",
        "among topics": "，涉及的主题包括{items}",
        "uses": "用途为{items}",
        "several: uses": "用途包括{items}",
        "figures": "数据概况：{items}",
        "files": "文件格式包括{items}",
        "files and size": "文件格式包括{items}，数据{size}",
        "size": "数据{size}",
        "language": "数据语言为{items}",
        "annotations": "附有{items}",
        "made": "标注方式：{items}",
        "made as": "标注方式：{items}",
        "class": "{number}类",
        "several: class": "{number}类",
        "classes": "标签共{classes}",
        "classes named": "标签共{classes}：{items}",
        "among classes": "类别包括{items}",
        "splits": "官方划分：{items}",
        "access": "获取方式：{name}",
        "license": "许可协议为{name}",
        "other license": "许可协议：{name}",
        "source": "来源为{items}",
        "year": "年份为{year}年",
        "aim": "用于{items}",
        "tasks": "任务为{items}",
    }

    def heading(self, known: Known, most: int, *, in_sentence: bool) -> tuple[str, list[str]]:
        """Return what the entry is and shows, and in brackets what the tables have no phrase for."""
        head, others = super().heading(known, most, in_sentence=in_sentence)
        if "的" in head and known.single("kind") not in COLLECTING:
            # 一个血管和心脏的影像数据集 would count the vessels.
            head = head.removeprefix("一个").removeprefix("一项")
        return f"{head}（{self.listed(others, most)}）" if others else head, []

    def material(self, kind: str, modalities: Sequence[str], category: str, anatomies: Sequence[str], most: int) -> str:
        """Return what the data are and which parts of the body they show; a recording of speech is called speech."""
        told = [code for code in modalities if (code, category) != ("AU", "speech")]
        if list(anatomies) == ["lung"] and told and OF_CHEST.issuperset(told):
            anatomies = ["chest"]
        found = super().material(kind, told, category, anatomies, most)
        return f"{found}影像" if kind in COLLECTING and found[-1].isascii() else found

    def shown(self, phrases: Sequence[str]) -> str:
        """Return what the data are as a list, which another one may stand before."""
        return self.joined(phrases, "与")

    def joined(self, items: Sequence[str], last: str) -> str:
        """Return items one after the other; 以及 stands before the last one where 和 could be read within an item."""
        apart = last == self.last and any(map(JOINING.search, items[-2:]))
        return super().joined(items, self.last_of_lists if apart else last)

    def of(self, shown: str, regions: str) -> str:
        """Return images behind the parts of the body that they show; lists of both are kept apart."""
        if not regions:
            return shown
        # 皮肤医学 would be read as dermatology.
        shown = "影像" if shown == self.categories["imaging"] else shown
        return f"{regions}{'的' if self.last in regions or self.comma in regions else ''}{shown}"

    def aim(self, known: Known) -> str:
        """Return which tasks the data are for, or a challenge sets."""
        if known.single("kind") not in SETTING_TASKS:
            return super().aim(known)
        names = [self.phrase("task", self.tasks, known, code) for code in known.codes["task"]]
        return self.clauses["tasks"].format(items=self.listed(names, IN_DESCRIPTION, "task"))

    def size(self, value: int, precision: str) -> str:
        """Return a number of bytes in words, as it stands behind what takes them up."""
        size = super().size(value, precision)
        return size if precision in NOT_IN_ALL else f"共{size}"

    def quantity(self, amount: Amount) -> str:
        """Return a figure with what is counted; in 万 or 亿, and then without commas, where it is rounded to some."""
        for factor, sign in ROUND if amount.precision in ROUNDED else ():
            if amount.value >= factor and not amount.value * 10 % factor:
                number = Decimal(amount.value) / factor
                decimals = 0 if number == int(number) else 1
                return f"{number_format(number, decimals)}{sign}{self.unit(amount.unit, amount.value)}"
        return self.counted(amount.value, amount.unit)

    def counted(self, value: int, unit: Unit | None) -> str:
        """Return a number with what is counted, between them no blank."""
        return f"{self.number(value)}{self.unit(unit, value)}"

    def unit(self, unit: Unit | None, value: int) -> str:
        """Return what is counted, behind its measure word; a name in Latin letters stands apart."""
        name = unit.after(value, self.language) if unit else ""
        return f" {name}" if name[:1].isascii() and name else name
