"""Words that stand in cells in place of a fact, in the five languages: for nothing, for a link, for a sum."""

import re

from datasets.words.folding import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split("|"))


# What people write where they know nothing. "None" and "no" say something.
NOTHING = _words(
    "-|–|—|−|--|---|.|..|...|…|/|//|?|??|*|n/a|n/a.|na|n.a.|n.a|nan|null|nil|#n/a|#na|tbd|tba|tbc|unknown|unkown"
    "|unspecified|unclear|n/k|n.k.|nk|n/r|nr|n.s.|not available|not specified|not reported|not stated|not known"
    "|not given|not applicable|not provided|no data|no information|to be determined|to be announced|coming soon"
    "|inconnu|inconnue|n/d|nd|n.d.|n.d|non disponible|non précisé|non renseigné|non communiqué|non applicable"
    "|s/d|s.d.|s/i|desconhecido|desconhecida|não disponível|não informado|não especificado|não se aplica"
    "|sem informação|sem dados|неизвестно|неизвестен|неизвестна|неясно|н/д|н.д.|нд|н/у|не указано|не указан"
    "|не указана|нет данных|нет информации|не применимо|не известно"
    "|未知|不详|不明|未提供|未公布|未说明|未注明|暂无|无数据|未披露"
)
# Words on which people lay a link: the address says more.
LINK = _words(
    "link|links|here|url|download|website|web|site|homepage|page|paper|pdf|doi|code|github|data|dataset|source|view"
    "|open|lien|ici|télécharger|article|aqui|baixar|artigo|链接|下载|论文|网址|官网|点击|ссылка|здесь|скачать|сайт|статья"
)
# Names of lines that sum others up.
SUM = _words(
    "total|totals|sum|subtotal|grand total|average|mean|median|totaux|total général|moyenne|somme|soma|total geral"
    "|média|итого|всего|сумма|среднее|合计|总计|总和|总数|平均|小计"
)
# How notes begin that stand below a table.
NOTE = re.compile(
    r"[*†‡§¹²³]|\[\d+\]|\(\d+\)|(?:notes?|sources?|updated|last updated|legend|remarks?|notas?|fonte|légende"
    r"|mis à jour|atualizado|примечани[ея]|источник|обновлено|注|备注|说明|来源|更新)\s*[:：]",
    re.IGNORECASE,
)
