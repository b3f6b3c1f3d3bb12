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
        "IO": "口内X线影像",
        "PX": "口腔全景X线影像",
        "RG": "胶片X线影像",
        "CBCT": "锥形束CT",
        "SPECT": "SPECT",
        "IVUS": "血管内超声影像",
        "IVOCT": "血管内OCT影像",
        "OCTA": "OCT血管成像",
        "TG": "热成像影像",
        "COLPOSCOPY": "阴道镜影像",
        "PA": "光声影像",
        "CFM": "共聚焦显微影像",
        "EM": "电子显微影像",
        "FLM": "荧光显微影像",
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
        "head": "头部",
        "neck": "颈部",
        "skull": "颅骨",
        "face": "面部",
        "cerebellum": "小脑",
        "brainstem": "脑干",
        "hippocampus": "海马",
        "white-matter": "白质",
        "gray-matter": "灰质",
        "cerebral-ventricle": "脑室",
        "pituitary": "垂体",
        "optic-nerve": "视神经",
        "optic-chiasm": "视交叉",
        "optic-disc": "视盘",
        "retinal-vessels": "视网膜血管",
        "macula": "黄斑",
        "cornea": "角膜",
        "lens": "晶状体",
        "iris": "虹膜",
        "orbit": "眼眶",
        "ear": "耳部",
        "inner-ear": "内耳",
        "cochlea": "耳蜗",
        "middle-ear": "中耳",
        "nose": "鼻部",
        "nasal-cavity": "鼻腔",
        "paranasal-sinus": "鼻窦",
        "mouth": "口腔",
        "tongue": "舌头",
        "teeth": "牙齿",
        "jaw": "颌骨",
        "mandible": "下颌骨",
        "maxilla": "上颌骨",
        "alveolar-nerve": "下牙槽神经",
        "temporomandibular-joint": "颞下颌关节",
        "salivary-gland": "唾液腺",
        "parotid-gland": "腮腺",
        "submandibular-gland": "颌下腺",
        "pharynx": "咽部",
        "nasopharynx": "鼻咽",
        "oropharynx": "口咽",
        "larynx": "喉部",
        "trachea": "气管",
        "airways": "气道",
        "bronchus": "支气管",
        "pleura": "胸膜",
        "mediastinum": "纵隔",
        "esophagus": "食管",
        "thymus": "胸腺",
        "rib": "肋骨",
        "sternum": "胸骨",
        "right-ventricle": "右心室",
        "left-atrium": "左心房",
        "right-atrium": "右心房",
        "myocardium": "心肌",
        "heart-valve": "心脏瓣膜",
        "pericardium": "心包",
        "coronary-artery": "冠状动脉",
        "gallbladder": "胆囊",
        "bile-duct": "胆管",
        "pancreas": "胰腺",
        "adrenal-gland": "肾上腺",
        "stomach": "胃",
        "small-bowel": "小肠",
        "duodenum": "十二指肠",
        "jejunum": "空肠",
        "ileum": "回肠",
        "rectum": "直肠",
        "appendix": "阑尾",
        "peritoneum": "腹膜",
        "ureter": "输尿管",
        "urethra": "尿道",
        "seminal-vesicle": "精囊",
        "testis": "睾丸",
        "uterus": "子宫",
        "ovary": "卵巢",
        "placenta": "胎盘",
        "fetus": "胎儿",
        "spine": "脊柱",
        "cervical-spine": "颈椎",
        "thoracic-spine": "胸椎",
        "lumbar-spine": "腰椎",
        "sacrum": "骶骨",
        "vertebra": "椎骨",
        "intervertebral-disc": "椎间盘",
        "spinal-cord": "脊髓",
        "bone": "骨骼",
        "joint": "关节",
        "cartilage": "软骨",
        "scapula": "肩胛骨",
        "radius": "桡骨",
        "ulna": "尺骨",
        "hip": "髋部",
        "hip-bone": "髋骨",
        "femur": "股骨",
        "thigh": "大腿",
        "tibia": "胫骨",
        "fibula": "腓骨",
        "patella": "髌骨",
        "meniscus": "半月板",
        "ankle": "踝关节",
        "foot": "足部",
        "gluteal-muscle": "臀肌",
        "iliopsoas": "髂腰肌",
        "back-muscle": "竖脊肌",
        "artery": "动脉",
        "vein": "静脉",
        "aorta": "主动脉",
        "pulmonary-artery": "肺动脉",
        "pulmonary-vein": "肺静脉",
        "vena-cava": "腔静脉",
        "inferior-vena-cava": "下腔静脉",
        "superior-vena-cava": "上腔静脉",
        "portal-vein": "门静脉",
        "hepatic-vessels": "肝血管",
        "iliac-artery": "髂动脉",
        "iliac-vein": "髂静脉",
        "subclavian-artery": "锁骨下动脉",
        "brachiocephalic-vessels": "头臂血管",
        "cerebral-arteries": "脑动脉",
        "blood": "血液",
        "bone-marrow": "骨髓",
        "cell": "细胞",
        "nerve": "神经",
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
        "landmark-detection": "关键点检测",
        "survival-prediction": "生存预测",
        "reconstruction": "图像重建",
        "enhancement": "图像增强",
        "generation": "图像生成",
        "tracking": "目标跟踪",
        "depth-estimation": "深度估计",
        "workflow-recognition": "流程识别",
        "captioning": "图像描述",
        "visual-question-answering": "视觉问答",
        "regression": "回归",
        "anomaly-detection": "异常检测",
        "domain-adaptation": "域适应",
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
