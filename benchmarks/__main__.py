"""`python -m benchmarks` lists, `python -m benchmarks NAME` runs one and prints its figures, last as a line of JSON.

`python -m benchmarks all --table` runs all and writes the table the README links to.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer
from rich.console import Console

import benchmarks
from benchmarks.common import Finding

RESULTS = Path(__file__).with_name("RESULTS.md")
ALL = "all"
_out = Console(highlight=False, soft_wrap=True, markup=False)


def found() -> dict[str, ModuleType]:
    """Every module here that has something to ``run``, by name."""
    names = [each.name for each in pkgutil.iter_modules(benchmarks.__path__) if not each.name.startswith("_")]
    modules = {name: importlib.import_module(f"benchmarks.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "run")}


def table(findings: Iterable[Finding]) -> str:
    """The findings in Markdown: a row for each target, what helps to read it, and the details there are."""
    findings = list(findings)
    told = [each for finding in findings for each in finding.all]
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    return "\n".join(
        [
            "# Measured",
            "",
            f"Written by `make bench` on {machine}. Trust the ratios: both sides were measured side by side in one run.",
            "",
            "| | ours | beside | ratio | target | holds |",
            "|---|---|---|---|---|---|",
            *map(_row, told),
            "",
            *(f"- {each.name}: {each.beside}." for each in told if each.beside),
            "",
            *(f"{each.details}\n" for each in told if each.details),
        ]
    )


def _row(each: Finding) -> str:
    ours, rival = (
        f"{value:,.0f}" if float(value).is_integer() else f"{value:.2f}" for value in (each.ours, each.rival)
    )
    return (
        f"| {each.name} | {each.ours_is}: {ours} {each.unit} | {each.rival_is}: {rival} {each.unit} "
        f"| {each.ratio:.3g} | at most {each.target:.3g} | {'yes' if each.ratio <= each.target else '**no**'} |"
    )


def main(
    name: Annotated[str, typer.Argument(help="Which benchmark; 'all' for every one; none lists them.")] = "",
    write: Annotated[bool, typer.Option("--table", help=f"Write the figures to {RESULTS.name}.")] = False,
) -> None:
    """What is fast here, and how fast."""
    modules = found()
    if not name:
        for each, module in modules.items():
            _out.print(f"{each:14} {(module.__doc__ or '').splitlines()[0]}")
        return
    if name != ALL and name not in modules:
        raise typer.BadParameter(f"there is no {name}, only {', '.join([*modules, ALL])}")
    findings = []
    for module in modules.values() if name == ALL else [modules[name]]:
        findings.append(module.run())
        _out.print(findings[-1].line())
    if write:
        RESULTS.write_text(table(findings))
    if not all(finding.holds for finding in findings):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
