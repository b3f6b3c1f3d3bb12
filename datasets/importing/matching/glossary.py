"""Words of names of datasets that mean little, or that say how one dataset stands to another; in five languages.

Here are only words that no vocabulary of the catalogue has. They are folded (words.folding) and in the forms in which
names have them.
"""

from typing import Final

from datasets.models import Verdict

Is = Verdict.Is


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What datasets are called; known with a slip in it, too.
KINDS_OF_SETS: Final = _words(
    "dataset datasets database databases collection collections challenge challenges competition competitions "
    "benchmark repository"
)
# What says no more than that it is a dataset. Of Chinese, what is cut off wherever it stands.
FILLING: Final = KINDS_OF_SETS | _words(
    "a an and at by de for from in into its of on the to with using via as und der die das fur "
    "data set sets databank contest corpus project initiative study official public open "
    "du des la le les et en pour sur avec un une l d base bases donnees jeu jeux ensemble defi concours corpus "
    "conjunto conjuntos dados banco desafio competicao do da dos das e o os em para com no na colecao projeto acervo "
    "набор наборы набора данных данные база базы конкурс соревнование вызов коллекция и в на для по из с "
    "проект исследование открытый корпус "
    "image images imaging medical imagem imagens imagerie medicale medicales medicas medica medico medicos "
    "publique publiques publics publico publica publicos publicas общественный общественного общественных публичный "
    "изображений изображения медицинских медицинские снимки снимков"
)
FILLING_CHINESE: Final = (
    "数据集", "数据库", "数据", "挑战赛", "竞赛", "比赛", "挑战",
    "公开", "开放", "医学", "图像", "影像", "项目",
    "的", "与", "和",
)  # fmt: skip

# Words by which a name says that it is another release, a part, a copy of, or made from what is called so without.
MARKS: Final[dict[str, Verdict.Is]] = {
    **dict.fromkeys(
        _words(
            "kaggle mirror mirrored copy reupload reuploaded uploaded huggingface hf torrent tfds zenodo clone "
            "miroir copie espelho copia reenvio зеркало копия перезалив 镜像 副本 转载"
        ),
        Is.MIRROR,
    ),
    **dict.fromkeys(
        _words(
            "preprocessed preprocessing processed resized jpg jpeg png npy npz nifti nii tfrecord converted cropped "
            "bids crops normalized normalised augmented augmentation 2d 3d patches slices downsampled cleaned clean "
            "relabeled relabelled reannotated masks mask features balanced synthetic denoised enhanced "
            "stripped registered "
            "pretraite pretraitees pretraites preprocessado processado redimensionado redimensionne recortado "
            "предобработанный предобработанные обработанный уменьшенный 预处理 裁剪 缩小 增强 合成"
        ),
        Is.DERIVED,
    ),
    **dict.fromkeys(
        _words(
            "mini tiny sample samples subset train training trainset test testing testset validation val only part "
            "fold demo small toy lite nano pilot task subtask subchallenge phase subcollection excerpt split "
            "echantillon partie sous entrainement tache amostra parte subconjunto treino tarefa "
            "выборка подмножество часть обучающая тестовая задача 子集 样本 训练集 测试集 任务 部分"
        ),
        Is.PART,
    ),
    **dict.fromkeys(
        _words(
            "v version edition release updated update extended plus revised new next generation second third "
            "2nd 3rd longitudinal followup edicao versao edition atualizado версия издание выпуск обновленный "
            "版 版本 更新 扩展"
        ),
        Is.EDITION,
    ),
}
# Standing alone, as numbers: what I, V and X are is not certain.
ROMAN: Final = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}

# Words that names have beside those of the vocabularies, each line one meaning: en; fr; pt; ru; zh.
MEANINGS: Final = """
library;bibliotheque phototheque;biblioteca;библиотека;图书馆 图库 资料库
archive archives;archive;arquivo;архив;档案 档案馆
atlas atlases;atlas;atlas;атлас;图谱 图集
health;sante;saude;здоровье здоровья здравоохранения;健康 卫生
disease diseases;maladie maladies;doenca doencas;болезнь болезни заболевание заболевания;疾病 病
cancer;cancer;cancer;рак рака;癌 癌症
tumor tumour tumors tumours;tumeur tumeurs;tumor tumores;опухоль опухоли опухолей;肿瘤
lesion lesions;lesion lesions;lesao lesoes;поражение поражения поражений очагов;病灶 病变
screening;depistage;rastreamento rastreio triagem;скрининг скрининга;筛查
surgery surgical;chirurgie;cirurgia;хирургия;手术
video videos;video videos;video videos;видео;视频
portal;portail;portal;портал;门户
national;national nationale;nacional;национальный национальное;全国 国家
trial;essai;ensaio;испытание;试验
registry;registre;registro;регистр;登记
registration;recalage;registro;регистрация регистрации совмещение;配准
human;humain humaine;humano humana;человек человека;人类 人体
embryo;embryon;embriao;эмбрион эмбриона зародыш;胚胎
prediction;prediction;predicao previsao;прогнозирование предсказание прогноз;预测
detection;detection;deteccao;обнаружение обнаружения детекция детекции;检测
classification;classification;classificacao;классификация классификации;分类
segmentation;segmentation;segmentacao;сегментация сегментации;分割
seizure seizures;crise crises epileptique;crise crises convulsao;приступ приступов припадков судорог;癫痫 发作
concept concepts;concept concepts;conceito conceitos;понятие понятий;概念
speech;parole;fala;речь речи;语音 言语
clinical;clinique cliniques;clinico clinica clinicos;клинический клинических;临床
disorder disorders;trouble troubles;transtorno disturbio;расстройство расстройства;障碍
history;histoire;historia;история истории;历史
picture pictures;image photo photos;figura foto fotos;картинки фотографии;图片
internet;internet;internet;интернет интернете;互联网
decision;decision;decisao;решение решений;决策
support;aide soutien;apoio suporte;поддержка поддержки;支持
track;piste;trilha;трек дорожка;赛道
vessel vessels;vaisseau vaisseaux;vaso vasos;сосуд сосудов;血管
extraction;extraction;extracao;извлечение выделение выделения;提取
digital;numerique numeriques;digital digitais;цифровой цифровая цифровые;数字
automatic automated;automatique;automatico automatica;автоматический автоматическая;自动
quality;qualite;qualidade;качество;质量
patient patients;patient patients;paciente pacientes;пациент пациентов;患者 病人
resource resources;ressource ressources;recurso recursos;ресурс ресурсов;资源
center centre;centre;centro;центр;中心
consortium;consortium;consorcio;консорциум;联盟
exchange;echange;intercambio troca;обмен;交换 共享
series;serie;serie;серия;系列
bank biobank;banque biobanque;banco biobanco;биобанк;生物银行 生物样本库
interactive;interactif;interativo;интерактивный;交互
congenital;congenital congenitale congenitales;congenita congenito;врожденный врожденные врожденных;先天性
radiology;radiologie;radiologia;радиология;放射
"""
