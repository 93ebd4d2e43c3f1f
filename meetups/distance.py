"""How far apart two places on Earth are."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0088
"""The mean radius of the Earth (IUGG)."""


def km_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The great-circle distance by the haversine formula, of degrees."""
    phi, other_phi = radians(latitude), radians(other_latitude)
    half_down, half_along = (other_phi - phi) / 2, radians(other_longitude - longitude) / 2
    haversine = sin(half_down) ** 2 + cos(phi) * cos(other_phi) * sin(half_along) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(haversine)))
