"""The kinds of arrays the modules here hand each other."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Indices: TypeAlias = NDArray[np.intp]
"""Members, or places in a block of them."""
Weights: TypeAlias = NDArray[np.int32]
"""A block of pairs' weights, (rows, columns); ``FORBIDDEN`` where a pair may not be."""
