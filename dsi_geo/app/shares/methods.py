"""How the page on shares computes its figures: formulas and sources, for its folds."""

from __future__ import annotations

from typing import Final

METHODS: Final = {
    "where": """
**Share** = count ÷ all records of the selection, those of unknown place among them. Its **interval** is
Wilson’s, 95%: (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n) with z = 1.96 (E. B. Wilson, 1927). It
tells what chance does to a sample; incomplete data it cannot tell. The intervals of counts and rates are
those of the shares, carried over.

**Per million** = 1,000,000 × count ÷ inhabitants. Areas with fewer than 12 records are not ranked by it
and hatched on the map: below 12 the standard error of a count, 1 ÷ √count, is 30% and more.

**Classes**: natural breaks (Fisher-Jenks: least squares within classes), quantiles (as many areas in
each) or equal steps. The map is in an equal-area projection (Lambert). Inhabitants:
[sources](https://www.geonames.org) as the table says; those of most regions are approximations.
""",
    "compared": """
**Per million** = 1,000,000 × count ÷ inhabitants of the area. **Share of inhabitants** is of the world’s.

**Location quotient** = (share of the area among the records of the cluster or theme) ÷ (share of the area
among all records), of known places; 1 means as frequent there as everywhere. Its 95% interval comes from
the delta method on the logarithm: variance 1/a − 1/n − 1/m + (2Q − 1)/N with a of the n records of the
cluster and m of all N records in the area (J. Beyene and R. Moineddin, 2005, *Methods for confidence
interval estimation of a ratio parameter with application to location quotients*). Filters on cluster and
theme are left aside for “all”; every other filter holds.
""",
    "concentration": """
With the areas’ shares p of the records of known place, K areas: **Herfindahl-Hirschman** Σp², from 1/K
(spread evenly) to 1; **Gini** 2Σrp/K − (K+1)/K, ranks r from the smallest; **Theil** Σp ln(pK), from 0 to
ln K; and the share of the three largest areas. Areas are those with a record in the selection, the same
for every group.

A sample looks more concentrated than what it is drawn from: points and whiskers are **corrected** by the
bootstrap estimate of that bias, with 1.96 bootstrap standard errors to either side; each draw is
multinomial over the areas’ counts (B. Efron and R. J. Tibshirani, 1993, *An Introduction to the
Bootstrap*, chapters 10 and 12). Below 12 records there is no interval. The draws have a fixed seed, so
that a figure stays the same.

**Lorenz curve** (M. O. Lorenz, 1905): areas ordered by records per inhabitant, least first; cumulative
shares of both, over all regions of the countries with at least 12 records.
""",
    "chance": """
**Monte Carlo test**: each trial throws as many records at random onto the regions, each with the
probability of its share of inhabitants; p = (1 + trials at least as uneven) ÷ (1 + trials), unevenness
being Pearson’s chi-square Σ(counted − expected)² ÷ expected (A. C. A. Hope, 1968). All regions of the
countries with at least 12 records take part, so that a lone record in a large country decides nothing.

**Moran’s I** compares each region’s rate with those of the regions that touch it; rates are standardised
for the size of the population (R. M. Assunção and E. A. Reis, 1999), p-values come from permutations,
regions stand out at a false discovery rate of 5% (L. Anselin, 1995; Y. Benjamini and Y. Hochberg, 1995).
Computed with esda (PySAL).

A test cannot tell *why*: incomplete data make regions as uneven as anything else.
""",
    "bias": """
These figures are **assumed, not counted**. If the data hold a share a of the field in the focus country
and b elsewhere, an area with n records would have n ÷ a, or n ÷ b; shares and concentration follow from
these. Records of unknown place are left out.

**Break-even**: with coverage r elsewhere, relative to that of the focus country, the share of the focus
is focus ÷ (country + elsewhere ÷ r). It equals its share q of the inhabitants of the countries with a
record at r = elsewhere ÷ (focus ÷ q − country).
""",
}
