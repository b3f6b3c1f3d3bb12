"""All addresses of the site: pages under a language prefix, everything else in no language."""

import re

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from datasets.admin import signing_in, translating
from datasets.api import page
from datasets.api.answers import NAMESPACE
from datasets.api.document import OPERATIONS, VERSION
from datasets.assistants import llms
from datasets.desk import (
    bulk,
    changes,
    doubles,
    entry,
    incoming,
    joining,
    judging,
    linked,
    meanings,
    naming,
    proposals,
    publishing,
    receiving,
    stating,
    suggestions,
    tables,
    terms,
    wording,
)
from datasets.desk import home as desk_home
from datasets.exports import CATALOG, FORMATS, KIT_FORMATS, OF_ENTRIES
from datasets.models import LANGUAGES, VOCABULARIES
from datasets.views import (
    about,
    axes,
    badges,
    browse,
    catalog,
    citing,
    compare,
    coverage,
    dataset,
    descriptions,
    design,
    dumps,
    embedding,
    engines,
    feeds,
    guides,
    history,
    home,
    leakage,
    lists,
    oai,
    paper,
    previews,
    sharing,
    statistics,
    suggest,
    theme,
    tray,
    which,
)
from datasets.web import languages

LANGUAGE = rf"(?P<language>{'|'.join(LANGUAGES)})"
SLUG = r"(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)"
AXIS = rf"(?P<path>{'|'.join(axes.AXES)})"
ENDING = rf"(?P<ending>{'|'.join(FORMATS)})"
KIT_ENDING = rf"(?P<ending>{'|'.join(KIT_FORMATS)})"
PLOT = rf"(?P<key>{'|'.join(statistics.PLOTS)})"
DESCRIBED = rf"(?P<ending>{'|'.join(map(re.escape, OF_ENTRIES))})"
CATALOG_ENDING = rf"(?P<ending>{'|'.join(CATALOG)})"
VOCABULARY = rf"(?P<vocabulary>{'|'.join([*VOCABULARIES, 'source'])})"
CODE = r"(?P<code>[A-Za-z0-9.+-]{1,80})"

NUMBER = r"(?P<number>[0-9]{1,18})"

# The desk's pages, below "desk/" in each language.
desk = [
    path("", desk_home.home, name="desk"),
    path("entries/", entry.find, name="desk-entries"),
    path("entries/new/", entry.add, name="desk-add"),
    re_path(rf"^entries/{SLUG}/$", entry.entry, name="desk-entry"),
    re_path(rf"^entries/{SLUG}/facts/$", stating.state, name="desk-state"),
    re_path(rf"^entries/{SLUG}/statements/{NUMBER}/$", judging.judge, name="desk-judge"),
    re_path(rf"^entries/{SLUG}/settle/(?P<code>[a-z_]{{1,40}})/$", judging.settle, name="desk-settle"),
    re_path(rf"^entries/{SLUG}/status/$", publishing.status, name="desk-status"),
    re_path(rf"^entries/{SLUG}/rename/$", naming.rename, name="desk-rename"),
    re_path(rf"^entries/{SLUG}/merge/$", joining.merge, name="desk-merge"),
    re_path(rf"^entries/{SLUG}/apart/$", doubles.apart, name="desk-apart"),
    re_path(rf"^entries/{SLUG}/split/$", joining.split, name="desk-split"),
    re_path(rf"^entries/{SLUG}/looked/$", desk_home.looked, name="desk-looked"),
    re_path(rf"^entries/{SLUG}/texts/{LANGUAGE}/$", wording.text, name="desk-text"),
    path("texts/", wording.texts, name="desk-texts"),
    re_path(rf"^texts/{LANGUAGE}/$", wording.queue, name="desk-queue"),
    path("proposals/", proposals.proposals, name="desk-proposals"),
    re_path(rf"^proposals/{NUMBER}/$", proposals.proposal, name="desk-proposal"),
    path("suggestions/", suggestions.suggestions, name="desk-suggestions"),
    re_path(rf"^suggestions/{NUMBER}/$", suggestions.suggestion, name="desk-suggestion"),
    path("changes/", changes.changes, name="desk-changes"),
    re_path(rf"^changes/{NUMBER}/$", changes.change, name="desk-change"),
    path("import/", receiving.imports, name="desk-import"),
    re_path(rf"^import/{NUMBER}/$", incoming.incoming, name="desk-incoming"),
    re_path(rf"^import/{NUMBER}/reading/$", receiving.reading, name="desk-reading"),
    re_path(rf"^import/{NUMBER}/again/$", receiving.again, name="desk-incoming-again"),
    re_path(rf"^import/{NUMBER}/away/$", receiving.away, name="desk-incoming-away"),
    re_path(rf"^import/{NUMBER}/texts/$", meanings.texts, name="desk-incoming-texts"),
    re_path(rf"^import/texts/{CODE}/$", meanings.meanings, name="desk-meanings"),
    path("bulk/", bulk.bulk, name="desk-bulk"),
    path("links/", linked.links, name="desk-links"),
    path("tables/", tables.tables, name="desk-tables"),
    path("terms/", terms.terms, name="desk-terms"),
]

handler400 = "datasets.views.problems.unreadable"
handler403 = "datasets.views.problems.forbidden"
handler404 = "datasets.views.problems.absent"
handler500 = "directory.waiting.failed"

urlpatterns = [
    path("admin/texts/", admin.site.admin_view(translating.overview), name="admin-texts"),
    path("admin/login/", signing_in.login, name="sign-in"),
    path("admin/password_change/", admin.site.admin_view(signing_in.change_password), name="change-password"),
    path("admin/", desk_home.front, name="front"),
    path("admin/", admin.site.urls),
    path(f"api/v{VERSION}/", include(([operation.url() for operation in OPERATIONS], NAMESPACE))),
    path(f"api/v{VERSION}/", page.version, name="api-version"),
    path("api/try/<operation>/", page.attempt, name="api-try"),
    path("api/", page.root, name="api"),
    path(".well-known/api-catalog", page.api_catalog, name="api-catalog"),
    path("robots.txt", engines.robots, name="robots"),
    path("sitemap.xml", engines.sitemap, name="sitemap"),
    re_path(rf"^sitemap-{LANGUAGE}-(?P<part>[0-9]{{1,6}})\.xml$", engines.sitemap_part, name="sitemap-part"),
    path("llms.txt", llms.llms, name="llms"),
    path(".well-known/security.txt", engines.security, name="security"),
    path("opensearch.xml", engines.opensearch, name="opensearch-any"),
    re_path(rf"^d/{SLUG}/$", dataset.short, name="short"),
    re_path(rf"^d/{SLUG}\.{DESCRIBED}$", descriptions.description, name="description"),
    re_path(rf"^catalog\.{CATALOG_ENDING}$", catalog.catalog, name="catalog"),
    path("oai", oai.oai, name="oai"),
    re_path(rf"^v/{VOCABULARY}/$", descriptions.vocabulary, name="vocabulary"),
    re_path(rf"^v/{VOCABULARY}/{CODE}/$", descriptions.term, name="term"),
    re_path(rf"^d/{SLUG}/qr\.svg$", sharing.qr, name="qr"),
    re_path(rf"^d/{SLUG}/badge\.svg$", badges.of_dataset, name="badge"),
    path("overlap/badge.svg", badges.of_overlap, name="overlap-badge"),
    path("oembed", embedding.oembed, name="oembed"),
    path("design/", design.design, name="design"),
    re_path(r"^dumps/(?P<name>[A-Za-z0-9][A-Za-z0-9._-]{0,80})$", dumps.dump_file, name="dump-file"),
    path("", languages.root, name="root"),
    *i18n_patterns(
        path("", home.home, name="home"),
        path("preview.png", previews.site, name="preview"),
        path("datasets/", lists.dataset_list, name="dataset-list"),
        path("datasets/feed.atom", feeds.datasets, name="dataset-feed"),
        re_path(rf"^datasets/{SLUG}/$", dataset.dataset, name="dataset"),
        re_path(rf"^datasets/{SLUG}/evidence/$", dataset.evidence, name="evidence"),
        re_path(rf"^datasets/{SLUG}/cite/$", citing.cite, name="cite"),
        re_path(rf"^datasets/{SLUG}/history/$", history.history, name="history"),
        re_path(rf"^datasets/{SLUG}/preview\.png$", previews.dataset, name="dataset-preview"),
        re_path(rf"^datasets/{SLUG}/embed/$", embedding.embed, name="embed"),
        path("changes/", history.changes, name="changes"),
        path("changes/feed.atom", feeds.changes, name="change-feed"),
        path("changes/access.atom", feeds.access, name="access-feed"),
        re_path(rf"^{AXIS}/$", browse.axis, name="browse-axis"),
        re_path(rf"^{AXIS}/{CODE}/$", browse.term, name="browse-term"),
        path("compare/", compare.compare, name="compare"),
        path("compare/preview.png", previews.comparison, name="compare-preview"),
        path("compare/qr.svg", sharing.qr_of_comparison, name="compare-qr"),
        re_path(rf"^compare/export\.{ENDING}$", compare.export, name="compare-export"),
        path("compare/paper/", paper.paper, name="paper"),
        re_path(rf"^compare/paper/table\.{KIT_ENDING}$", paper.export, name="paper-export"),
        path("compare/tray/", tray.change, name="tray"),
        path("theme/", theme.choose, name="theme"),
        path("overlap/", leakage.overlap, name="overlap"),
        path("overlap/qr.svg", sharing.qr_of_check, name="overlap-qr"),
        path("guides/", guides.guide_list, name="guides"),
        re_path(rf"^guides/{SLUG}/$", guides.guide, name="guide"),
        path("which/", which.which, name="which"),
        path("suggest/", suggest.suggest, name="suggest"),
        re_path(r"^suggest/(?P<token>[0-9a-f]{32})/$", suggest.suggestion, name="suggestion"),
        path("statistics/", statistics.statistics, name="statistics"),
        path("statistics/coverage/", coverage.coverage, name="coverage"),
        re_path(rf"^statistics/{PLOT}\.csv$", statistics.data, name="statistics-data"),
        path("about/", about.about, name="about"),
        path("about/references/", about.references, name="references"),
        path("opensearch.xml", engines.opensearch, name="opensearch"),
        path("search-suggestions/", engines.search_suggestions, name="search-suggestions"),
        path("dumps/", dumps.dumps, name="dumps"),
        path("search-help/", about.search_help, name="search-help"),
        path("api-help/", page.api_help, name="api-help"),
        path("desk/", include(desk)),
    ),
]
