"""The words of each language that carry no meaning of their own: articles, prepositions, pronouns, auxiliaries.

Written as `fold` leaves words. A form that is also a usual abbreviation of the field is not here: "us" is ultrasound,
"ai" artificial intelligence, "es" endoscopy.
"""

FUNCTION_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": """a about above after all also an and any are as at be because been before being below between both but
            by can could did do does during each for from further had has have he her here him his how i if in into is
            it its me more most my no nor not of off on once only or other our out over own s same she should so some
            such than that the their them then there these they this those through to too under until up very was we
            were what when where which while who whom why will with would you your""",
        "fr": """a alors apres au aucun aussi autre aux avant avec c ce cela ces cet cette ceux chaque chez ci comme
            comment d dans de depuis des donc dont du elle elles en encore entre est et ete etre eu fait il ils j je l
            la le les leur leurs lors lui ma mais me meme mes moins mon n ne ni nos notre nous on ont ou par parmi pas
            pendant peu peut plus pour puis qu quand que quel quelle qui quoi s sa sans se sera ses si sinon soit son
            sont sous sur ta te tes toi ton tous tout toute toutes tres tu un une vers vos votre vous y""",
        "pt-br": """a ainda alem algum alguma alguns ao aos apenas apos aquela aquele as ate cada com como contra da
            das de dela dele deles depois desde do dos e ela elas ele eles em enquanto entre era essa esse esta estao
            estas este estes eu foi foram ha isso isto ja lhe mais mas me mesmo meu minha muito na nao nas nem no nos
            nossa nosso num numa o os ou para pela pelas pelo pelos por porque pois qual quando que quem sao se seja
            sem ser seu seus so sob sobre sua suas tambem te tem ter teu toda todas todo todos tua tudo um uma umas
            uns voce voces""",
        "zh-hans": "的 了 和 与 或 及 在 是 为 对 从 以 于 被 把 将 就 也 都 而 之 其 这 那 个 等 中 上 下",
        "ru": """а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его
            ее еи если есть еще же за и из или им их к как ко когда которая которые которыи кто ли либо лишь между меня
            мне может можно мои мы на над нам нас наш не него нее нет ни них но о об однако он она они оно от ото перед
            по под после при про с свои себя со так также такие такои там те тем то того тоже тои только том тот ты у
            уже хотя чего чем через что чтобы эта эти это этого этои этом этот я""",
    }.items()
}
# The same words whatever their language.
ANY_FUNCTION_WORD = frozenset().union(*FUNCTION_WORDS.values())
