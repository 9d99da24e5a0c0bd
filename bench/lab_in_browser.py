"""How fast the data of a lab open in a real browser: engine, data, and a first query.

    PYTHONPATH=src python bench/lab_in_browser.py [--rows 200000] [--rounds 5]

Simulates a bill, writes it as the .duckdb file that candidates get, and serves it with the installed programs for the
browser (`./practicum assets install` first) under the policy of the site, on this machine alone. Each round is a fresh
browser: the engine is compiled anew, nothing is cached. Opened: from the start until the first query may run, with engine
and data side by side. Limit: 200,000 rows opened within 2 s once the engine runs. Needs Chromium (PRACTICUM_CHROMIUM).
"""

import argparse
import os
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from practicum.focus.api import simulate, write_database
from practicum.pages.browser_assets import assets_folder, read_assets
from practicum.site.config import CHECKOUT

LIMIT_MS = 2_000
SQL = (
    "SELECT ServiceName, sum(EffectiveCost) AS cost FROM cost_and_usage "
    "WHERE ChargeCategory = 'Usage' GROUP BY ServiceName ORDER BY cost DESC"
)
MEASURE = """async ([folder, sql]) => {
  const { openEngine } = await import(`${folder}/engine.js`);
  const engine = await openEngine({
    worker: `${folder}/duckdb-worker.js`, wasm: `${folder}/duckdb.wasm`, database: "/lab.duckdb" });
  const begun = performance.now();
  const result = await engine.run(sql, 200);
  const first = performance.now() - begun;
  const { total } = await engine.run("SELECT BilledCost FROM cost_and_usage", 1);
  return { ...engine.milliseconds, first, total, rows: result.total };
}"""


class Handler(SimpleHTTPRequestHandler):
    """Files under the site's policy; the worker's file alone may compile WebAssembly."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".wasm": "application/wasm"}

    def end_headers(self) -> None:
        wasm = " 'wasm-unsafe-eval'" if self.path.endswith("duckdb-worker.js") else ""
        policy = f"default-src 'none'; script-src 'self'{wasm}; worker-src 'self'; connect-src 'self'"
        self.send_header("Content-Security-Policy", policy)
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Nothing: the figures are what is printed."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=200_000)
    options.add_argument("--rounds", type=int, default=5)
    asked = options.parse_args()
    data_dir = Path(os.environ.get("PRACTICUM_DATA_DIR", CHECKOUT / "var"))
    assets = read_assets(data_dir)
    if assets is None:
        raise SystemExit("The programs for the browser are not installed. Run first: ./practicum assets install")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "assets").symlink_to(assets_folder(data_dir) / assets.digest)
        (folder / "index.html").write_text("<!doctype html><title>Bench</title>")
        rows = write_data(folder, asked.rows)
        size = (folder / "lab.duckdb").stat().st_size
        print(f"{rows:,} rows of cost and usage, {size / 1e6:.1f} MB as .duckdb")
        rounds = [measure(folder) for _ in range(asked.rounds)]
    assert all(one["total"] == rows for one in rounds)
    print("round   engine, ms   data, ms   first query, ms")
    for number, one in enumerate(rounds, start=1):
        print(f"{number:5}   {one['engine']:10.0f}   {one['data']:8.0f}   {one['first']:15.0f}")
    data, engine, first = (median(one[name] for one in rounds) for name in ("data", "engine", "first"))
    verdict = "within" if data + first <= LIMIT_MS else "ABOVE"
    print(f"median: engine {engine:.0f} ms; data opened and a first query answered in {data + first:.0f} ms more,")
    print(
        f"{verdict} the limit of {LIMIT_MS:,} ms; together {engine + data + first:.0f} ms. Load: {os.getloadavg()[0]:.1f}"
    )


def write_data(folder: Path, rows: int) -> int:
    import pyarrow.parquet as pq  # noqa: PLC0415

    table = simulate(scenario="baseline", seed=1, months=2, rows=rows)
    pq.write_table(table, folder / "bill.parquet", compression="zstd")
    write_database({"cost_and_usage": folder / "bill.parquet"}, folder / "lab.duckdb")
    return int(table.num_rows)


def measure(folder: Path) -> dict[str, float]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("PRACTICUM_CHROMIUM"), args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
            found: dict[str, float] = page.evaluate(MEASURE, ["/assets", SQL])
            browser.close()
            return found
    finally:
        server.shutdown()


if __name__ == "__main__":
    main()
