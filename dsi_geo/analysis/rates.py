"""Rates of events that happen by chance, and their ratios, with exact 95% intervals."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

TAIL: Final = 0.025
"""Probability beyond either end of a two-sided interval of 95%."""


def poisson_interval(count: npt.ArrayLike, dispersion: float = 1.0) -> tuple[Floats, Floats]:
    """Exact 95% interval of the mean of a Poisson count.

    Parameters
    ----------
    count
        Counts, 0 or more; NaN allowed. Fractional counts are taken as they are, which makes the interval an
        approximation.
    dispersion
        Variance over mean, for counts that vary more than Poisson's.

    Returns
    -------
    low, high : ndarray of float64
        Limits of the mean count; NaN where the count is. Divided by inhabitants or months they are those of a rate.

    Notes
    -----
    F. Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika 28, 437-442: quantiles of gamma
    distributions with shapes n and n + 1.

    Examples
    --------
    >>> low, high = poisson_interval(10)
    >>> f"{low:.2f} to {high:.2f}"
    '4.80 to 18.39'
    """
    from scipy.special import gammaincinv

    counts = np.asarray(count, np.float64) / dispersion
    low = np.where(counts > 0, gammaincinv(np.where(counts > 0, counts, 1), TAIL), counts)
    return np.asarray(low * dispersion), np.asarray(gammaincinv(counts + 1, 1 - TAIL) * dispersion)


def ratio_interval(
    count: npt.ArrayLike,
    exposure: npt.ArrayLike,
    other_count: npt.ArrayLike,
    other_exposure: npt.ArrayLike,
    dispersion: float = 1.0,
) -> tuple[Floats, Floats]:
    """Exact 95% interval of the ratio of two Poisson rates.

    Parameters
    ----------
    count, exposure
        Events, and the inhabitants or months that they are counted over; broadcast against one another.
    other_count, other_exposure
        The same of the rate that it is divided by.
    dispersion
        As in `poisson_interval`.

    Returns
    -------
    low, high : ndarray of float64
        Limits of the ratio; infinite at the top where the other count is 0, NaN where both are or one is missing.

    Notes
    -----
    Given the sum of both counts, the one is binomial; its interval (C. J. Clopper and E. S. Pearson, 1934, Biometrika
    26, 404-413) is that of the ratio (J. Przyborowski and H. Wilenski, 1940, Biometrika 31, 313-323).

    Examples
    --------
    >>> low, high = ratio_interval(13, 34, 4, 129)
    >>> f"{low:.1f} to {high:.1f}"
    '3.8 to 51.9'
    """
    from scipy.special import betaincinv

    ones, others, span, other_span = np.broadcast_arrays(
        *(np.asarray(part, np.float64) for part in (count, other_count, exposure, other_exposure))
    )
    ones, others = ones / dispersion, others / dispersion
    some = ones + others > 0
    low = np.where(ones > 0, betaincinv(np.where(ones > 0, ones, 1), others + 1, TAIL), 0.0)
    high = np.where(others > 0, betaincinv(ones + 1, np.where(others > 0, others, 1), 1 - TAIL), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        limits = [share / (1 - share) * other_span / span for share in (low, high)]
    return np.where(some, limits[0], np.nan), np.where(some, limits[1], np.nan)
