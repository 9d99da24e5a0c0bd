"""A simulation as files, streamed: a table never has to fit into memory."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from practicum.focus.simulate.assembling import Assembled, assemble
from practicum.focus.simulate.columns import SCHEMA
from practicum.focus.simulate.files.converting import write_csv, write_duckdb
from practicum.focus.simulate.files.folder import complete_folder, require_free
from practicum.focus.simulate.files.parquet import ParquetTable
from practicum.focus.simulate.files.workbook import MOST_TO_ASK, require_fits, write_workbook
from practicum.focus.simulate.rows.blocks import Maker, make_blocks, plan_blocks, single_rows, single_table
from practicum.focus.simulate.rows.tally import Tally
from practicum.focus.simulate.scenarios_reading import company_of
from practicum.focus.simulate.side.facts import Facts
from practicum.focus.simulate.side.measuring import telemetry
from practicum.focus.simulate.tables import COLUMNS_OF, schema_of
from practicum.focus.simulate.world.world import World, draw_world
from practicum.kernel.errors import Refusal

Format = Literal["parquet", "csv", "xlsx", "duckdb"]
FORMATS: tuple[Format, ...] = ("parquet", "csv", "xlsx", "duckdb")
Progress = Callable[[str, int, int], None]
TRUTH, MANIFEST = "truth.json", "simulation.json"


@dataclass(frozen=True)
class SimulationFiles:
    """What was written: the files by their names in the folder, and the rows of each table."""

    folder: Path
    files: tuple[str, ...]
    rows: Mapping[str, int]


@dataclass
class _Place:
    """The folder that is being filled. Parquet is written first; the other formats are made of it."""

    folder: Path
    formats: Sequence[Format]
    rows: dict[str, int] = field(default_factory=dict)

    def parquet(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"

    def put(self, name: str, blocks: Iterable[pa.Table], schema: pa.Schema) -> None:
        with ParquetTable(self.parquet(name), schema) as file:
            self.rows[name] = 0
            for block in blocks:
                self.rows[name] += block.num_rows
                file.write(block)


def write_simulation(
    *,
    scenario: str,
    seed: int,
    months: int,
    rows: int,
    folder: Path,
    formats: Sequence[str],
    on_progress: Progress | None = None,
    workers: int = 1,
) -> SimulationFiles:
    """Write all tables in the formats, `truth.json` and `simulation.json` into a new folder.

    Same arguments, same bytes, whatever `workers` (threads that make rows while others are written); but for the
    DuckDB file, which holds the same rows in the same order and whose bytes DuckDB shapes anew each time.
    `on_progress(what, done, all)` is told about rows of cost_and_usage, then about each further step.

    Refusals: those of `simulate_company` but for the size; `unknown_format`, `too_many_rows_for_xlsx`,
    `folder_not_empty`, `no_folder`, `cannot_write`.
    """
    wanted = _formats(formats)
    if "xlsx" in wanted:
        require_fits(rows, most=MOST_TO_ASK)
    require_free(folder)
    company = company_of(scenario)
    world = draw_world(company, seed=seed, months=months, rows=rows)
    tell = on_progress or _silent
    with complete_folder(folder) as inside:
        place = _Place(folder=inside, formats=wanted)
        facts = _write_charges(place, world, tell, expected=rows, workers=workers)
        tell("side tables", 0, 1)
        assembled = assemble(facts)
        place.put("telemetry", telemetry(world), schema_of("telemetry"))
        for name, table in assembled.tables.items():
            place.put(name, [table], table.schema)
        _write_others(place, tell)
        _write_texts(place, assembled, scenario=scenario, seed=seed, world=world)
        files = tuple(sorted(path.name for path in inside.iterdir()))
    return SimulationFiles(folder=folder, files=files, rows={name: place.rows[name] for name in COLUMNS_OF})


def _write_charges(place: _Place, world: World, tell: Progress, *, expected: int, workers: int) -> Facts:
    maker, tally = Maker.of(world), Tally.of(world)
    single: list[dict[str, Any]] = []

    def blocks() -> Iterator[pa.Table]:
        done = 0
        for table, sums in make_blocks(maker, plan_blocks(world), workers=workers):
            yield table
            tally.add(sums)
            done += table.num_rows
            tell("rows", done, max(expected, done))
        single.extend(single_rows(maker, tally))
        yield single_table(single)
        tell("rows", done + len(single), done + len(single))

    place.put("cost_and_usage", blocks(), SCHEMA)
    return Facts(world, tally, single)


def _write_others(place: _Place, tell: Progress) -> None:
    """The formats that are made of the Parquet files."""
    parquet = {name: place.parquet(name) for name in COLUMNS_OF}
    if "csv" in place.formats:
        for number, (name, file) in enumerate(parquet.items()):
            tell(f"csv: {name}", number, len(parquet))
            write_csv(place.folder / f"{name}.csv", file)
    if "duckdb" in place.formats:
        tell("duckdb", 0, 1)
        write_duckdb(place.folder / "simulation.duckdb", parquet)
    if "xlsx" in place.formats:
        tell("xlsx", 0, 1)
        write_workbook(place.folder / "simulation.xlsx", parquet)
    if "parquet" not in place.formats:
        for path in parquet.values():
            path.unlink()


def _write_texts(place: _Place, assembled: Assembled, *, scenario: str, seed: int, world: World) -> None:
    with (place.folder / TRUTH).open("w", encoding="utf-8") as file:
        json.dump(assembled.truth, file, indent=1)
    about = {
        "scenario": scenario,
        "company": world.company.scenario.company,
        "seed": seed,
        "first_day": world.window.first_day.isoformat(),
        "months": world.window.months,
        "rows": {name: place.rows[name] for name in COLUMNS_OF},
    }
    (place.folder / MANIFEST).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def _formats(formats: Sequence[str]) -> tuple[Format, ...]:
    wanted = tuple(known for known in FORMATS if known in formats)
    unknown = [one for one in formats if one not in FORMATS]
    if unknown or not wanted:
        raise Refusal(
            "unknown_format",
            f"There is no format {unknown[0]}." if unknown else "No format is named.",
            field="format",
            mend=f"Known: {', '.join(FORMATS)}.",
        )
    return wanted


def _silent(_what: str, _done: int, _all: int) -> None:
    """Nobody watches."""
