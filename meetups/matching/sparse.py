"""Something known of few of all pairs, found for any block of rows and columns; it stores each pair both ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meetups.matching.arrays import Indices


@dataclass(frozen=True, slots=True)
class Sparse:
    """Compressed sparse rows: the columns and values of row i stand from ``starts[i]`` to ``starts[i + 1]``."""

    starts: Indices
    columns: Indices
    values: NDArray[np.int64]

    @classmethod
    def of(cls, n: int, entries: Iterable[tuple[int, int, int]]) -> Sparse:
        """Of (one, other, value); the smallest value counts where a pair is named more than once."""
        one, other, value = np.array(list(entries), np.int64).reshape(-1, 3).T
        row, column, value = np.r_[one, other], np.r_[other, one], np.r_[value, value]
        by_pair = np.lexsort((value, column, row))
        row, column, value = row[by_pair], column[by_pair], value[by_pair]
        is_first = np.ones(len(row), np.bool_)
        is_first[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
        starts = np.searchsorted(row[is_first], np.arange(n + 1))
        return cls(starts, column[is_first], value[is_first])

    def within(self, rows: Indices, columns: Indices) -> tuple[Indices, Indices, NDArray[np.int64]]:
        """The entries in this block: places in ``rows``, places in ``columns``, values."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        row = np.repeat(np.arange(len(rows)), lengths)
        entry = np.arange(len(row)) + np.repeat(self.starts[rows] - (np.cumsum(lengths) - lengths), lengths)
        places = np.full(len(self.starts) - 1, -1)
        places[columns] = np.arange(len(columns))
        column = places[self.columns[entry]]
        inside = column >= 0
        return row[inside], column[inside], self.values[entry[inside]]
