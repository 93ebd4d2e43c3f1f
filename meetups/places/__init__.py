"""Cities and time zones found as people write them, offline; it knows no streets and asks no network.

- model: what a city and a zone are
- folding: the same letters for the same name
- regions: what GeoNames' codes for regions mean
- index: the city list as columns, built once and kept
- zones: the zones people live in, as a language names them
- search: finding both
"""

from meetups.places.model import City, Zone
from meetups.places.search import Places

__all__ = ["City", "Places", "Zone"]
