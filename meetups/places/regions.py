"""What GeoNames' codes for first-level divisions mean, where people name them after a city."""

from __future__ import annotations

from typing import Final

# What GeoNames' codes for the first-level divisions mean (its admin1CodesASCII.txt), with the postal codes.
REGIONS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "AU": {
        "01": ("ACT", "Australian Capital Territory"), "02": ("NSW", "New South Wales"),
        "03": ("NT", "Northern Territory"), "04": ("QLD", "Queensland"), "05": ("SA", "South Australia"),
        "06": ("TAS", "Tasmania"), "07": ("VIC", "Victoria"), "08": ("WA", "Western Australia"),
    },
    "CA": {
        "01": ("AB", "Alberta"), "02": ("BC", "British Columbia"), "03": ("MB", "Manitoba"),
        "04": ("NB", "New Brunswick"), "05": ("NL", "Newfoundland and Labrador"), "07": ("NS", "Nova Scotia"),
        "08": ("ON", "Ontario"), "09": ("PE", "Prince Edward Island"), "10": ("QC", "Quebec"),
        "11": ("SK", "Saskatchewan"), "12": ("YT", "Yukon"), "13": ("NT", "Northwest Territories"),
        "14": ("NU", "Nunavut"),
    },
    "GB": {
        "ENG": ("ENG", "England"), "NIR": ("NIR", "Northern Ireland"), "SCT": ("SCT", "Scotland"),
        "WLS": ("WLS", "Wales"),
    },
}  # fmt: skip
LETTERED: Final = {"CH"}  # whose people themselves write the bare code: "Wil, SG"
SPELT: Final = {"GB": ("uk",), "US": ("america",)}  # names of countries that no standard lists
