"""A city and a time zone, as they are shown and stored."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class City:
    """A populated place; `id` is GeoNames', `region` is '' where people do not name one after a city."""

    id: int
    name: str
    region: str
    country_code: str
    country: str
    zone: str
    latitude: float
    longitude: float
    population: int

    @property
    def short(self) -> str:
        """'Bloomington, Indiana': enough among the cities one knows."""
        return ", ".join(part for part in (self.name, self.region) if part)

    @property
    def label(self) -> str:
        """'Bloomington, Indiana, United States'. Two places of one country may share a label, never an id."""
        return ", ".join(part for part in (self.name, self.region, self.country) if part)


@dataclass(frozen=True, slots=True)
class Zone:
    """An IANA zone and what to call it in the reader's language: 'New York (Eastern Time)'."""

    key: str
    label: str
