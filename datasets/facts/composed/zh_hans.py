"""Composed texts in Chinese. Names of units begin with their measure words; no blank stands beside a Chinese sign."""

from decimal import Decimal

from datasets.models import Unit

from .known import Amount
from .patterns import ROUNDED, Patterns

# Rounded figures are written in these, largest first, where one decimal will do.
ROUND = ((10**8, "亿"), (10**4, "万"))


class Chinese(Patterns):
    """The part of the body stands before what shows it, and both before the kind of entry."""

    language = "zh-hans"
    comma = "、"
    last = "和"
    last_of_lists = "以及"
    more = "等{total}{measure}"
    measures = {
        "anatomy": "个部位",
        "condition": "种",
        "task": "项",
        "use_case": "项",
        "annotation": "种",
        "format": "种",
        "source": "个",
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
        "dataset": ("{material}数据集", "{material}数据集"),
        "challenge": ("{material}分析挑战赛", "{material}分析挑战赛"),
        "challenge-series": ("{material}分析系列挑战赛", "{material}分析系列挑战赛或其主办方"),
        "archive": ("{material}档案库", "{material}档案库"),
        "library": ("{material}参考资料库", "{material}参考资料库"),
        "directory": ("{material}资源链接目录", "{material}资源链接目录"),
        "service": ("{material}网络服务或API", "{material}网络服务或API"),
    }
    categories = {
        "imaging": "医学影像",
        "signals": "生理信号",
        "records": "病历数据",
        "statistics": "卫生统计或行政数据",
        "literature": "生物医学文献",
        "speech": "语音",
        "tables": "表格数据",
        "omics": "基因组或分子数据",
    }
    together = {
        ("dataset", "records"): "病历",
        ("dataset", "statistics"): "卫生统计或行政",
        ("dataset", "tables"): "表格",
        ("dataset", "omics"): "基因组或分子",
    }
    modalities = {
        "XRAY": "X线影像",
        "CR": "计算机X线影像（CR）",
        "DX": "数字化X线影像（DR）",
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
        "prediction": "预后预测",
        "quantification": "定量",
        "retrieval": "信息检索",
        "information-extraction": "信息抽取",
        "question-answering": "问答",
        "representation-learning": "表示学习",
        "event-detection": "信号事件检测",
        "association-study": "统计分析",
    }
    annotations = {
        "class-label": "类别标签",
        "multi-label": "一图多标签",
        "severity-grade": "严重程度分级",
        "bounding-box": "边界框",
        "segmentation-mask": "分割掩膜",
        "contour": "轮廓",
        "landmark": "标志点",
        "location": "病灶位置",
        "report": "放射报告",
        "clinical-data": "临床或人口学数据",
        "genomic-data": "基因组数据",
        "molecular-label": "分子亚型标签",
        "text-annotation": "带标注的文本片段或句子",
        "rating": "听辨者或阅片者评分",
        "keyword": "关键词或图注",
        "lesion-characteristics": "病灶特征",
    }
    methods = {
        "radiologist": "放射科医生",
        "expert": "专家",
        "clinician": "临床医生",
        "manual": "人工标注",
        "report-mining": "报告文本挖掘",
        "algorithm": "算法",
        "consensus": "多位阅片者的共识或多数意见",
        "listener": "人工听辨",
    }
    access = {
        "open": "开放下载，无需注册",
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
        "figures": "数据规模：{items}",
        "files": "文件为{items}格式",
        "files and size": "文件为{items}格式，数据量：{size}",
        "size": "数据量：{size}",
        "language": "数据语言为{items}",
        "annotations": "标注包括{items}",
        "made": "标注来源：{items}",
        "made as": "标注来源：{items}",
        "class": "{number}个类别",
        "several: class": "{number}个类别",
        "classes": "标签共{classes}",
        "classes named": "标签共{classes}：{items}",
        "among classes": "类别包括{items}",
        "splits": "官方划分：{items}",
        "access": "获取方式：{name}",
        "license": "许可协议为{name}",
        "other license": "许可协议：{name}",
        "source": "来源为{items}",
        "year": "年份：{year}年",
        "aim": "用于{items}",
        "tasks": "任务：{items}",
    }

    def of(self, shown: str, regions: str) -> str:
        """Return images behind the parts of the body that they show; lists of both are kept apart."""
        return f"{regions}{'的' if self.last in regions or self.comma in regions else ''}{shown}" if regions else shown

    def quantity(self, amount: Amount) -> str:
        """Return a figure with what is counted; in 万 or 亿, where it is rounded to some."""
        for factor, sign in ROUND if amount.precision in ROUNDED else ():
            if amount.value >= factor and not amount.value * 10 % factor:
                number = self.number(Decimal(amount.value) / factor)
                return f"{number}{sign}{self.unit(amount.unit, amount.value)}"
        return self.counted(amount.value, amount.unit)

    def counted(self, value: int, unit: Unit | None) -> str:
        """Return a number with what is counted, between them no blank."""
        return f"{self.number(value)}{self.unit(unit, value)}"

    def unit(self, unit: Unit | None, value: int) -> str:
        """Return what is counted, behind its measure word; a name in Latin letters stands apart."""
        name = unit.after(value, self.language) if unit else ""
        return f" {name}" if name[:1].isascii() and name else name
