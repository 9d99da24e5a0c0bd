/* The workbench with script: the query runs without leaving the page, in this browser's own DuckDB where the programs for
   it are installed and on the server otherwise. Without this file the same form shows the result as a page of its own. */

import { keepDrafts } from "./autosave.js";
import { Past } from "./past.js";
import { failure, placeOf } from "./faults.js";
import { showResult } from "./results.js";

const bench = document.querySelector("[data-bench]");
const settings = JSON.parse(bench.dataset.bench);
const form = bench.querySelector("form");
const field = form.querySelector("textarea");
const output = bench.querySelector("[data-result]");
const state = bench.querySelector("[data-state]");
const runButton = bench.querySelector("[data-run]");
const stopButton = bench.querySelector("[data-stop]");
const past = new Past(settings.variant);

/* The plain field, until the editor takes its place. */
let editor = {
  text: () => field.value,
  replace: (text) => {
    field.value = text;
  },
  focus: () => field.focus(),
  select: (line, column) => {
    const before = field.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    field.setSelectionRange(before + column - 1, before + column - 1);
  },
};
let engine; // a promise, from the first use on
let busy = false;

const say = (text) => {
  state.textContent = text;
};

async function startEngine() {
  const { openEngine } = await import(settings.assets["engine.js"]);
  return openEngine({
    worker: settings.assets["duckdb-worker.js"],
    wasm: settings.assets["duckdb.wasm"],
    database: settings.data,
  });
}

async function runOnServer(sql) {
  const body = new FormData(form);
  body.set("sql", sql);
  const answer = await fetch(settings.query, {
    method: "POST",
    body: new URLSearchParams(body),
    headers: { Accept: "application/json" },
    redirect: "error", // signed out meanwhile
  });
  const told = await answer.json();
  if (!answer.ok) throw failure(told.error);
  return { ...told, total: told.cut ? null : told.rows.length };
}

/* In the browser if it can; on the server where it cannot, and then says why. */
async function ask(sql) {
  if (!settings.assets) return [await runOnServer(sql), "on the server"];
  let desk;
  try {
    engine ??= startEngine();
    desk = await engine;
  } catch {
    return [await runOnServer(sql), "on the server: the engine does not start in this browser"];
  }
  stopButton.hidden = false;
  try {
    return [await desk.run(sql, settings.shown), "in your browser"];
  } catch (error) {
    const fault = failure(error.message, sql);
    if (!fault.extension) throw fault;
    return [await runOnServer(sql), `on the server: the query needs ${fault.extension}, which the browser’s engine lacks`];
  } finally {
    stopButton.hidden = true;
  }
}

async function run() {
  const sql = editor.text();
  if (busy) return;
  busy = true;
  runButton.setAttribute("aria-disabled", "true");
  say(settings.assets && !engine ? "Starting the engine in your browser …" : "Running …");
  const begun = performance.now();
  try {
    const [result, where] = await ask(sql);
    const seconds = ((performance.now() - begun) / 1000).toFixed(2);
    await showResult({ output, result, sql, settings, form });
    say(`Done in ${seconds} s, ${where}.`);
    past.add(sql);
    listPast();
  } catch (error) {
    output.replaceChildren();
    const text = error.told ?? "No connection, or you are signed out. Your query is still here.";
    const place = placeOf(text);
    const box = document.createElement("p");
    box.className = "callout bad query-error";
    box.textContent = text;
    output.append(box);
    say("The query was not run.");
    if (place) editor.select(place.line, place.column);
  }
  runButton.removeAttribute("aria-disabled");
  busy = false;
}

function listPast() {
  const host = bench.querySelector("[data-history]");
  past.show(host, {
    onPick: (sql) => {
      editor.replace(sql);
      editor.focus();
    },
    onClear: listPast,
  });
}

async function openEditor() {
  const { openEditor: open } = await import(settings.assets["editor.js"]);
  const host = document.createElement("div");
  host.className = "query-editor";
  field.closest(".field").after(host);
  editor = open({
    host,
    text: field.value,
    label: "Your query",
    tables: settings.tables,
    onRun: run,
    onChange: (text) => {
      field.value = text;
      past.remember(text);
    },
  });
  field.closest(".field").hidden = true;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run();
  }
});
field.addEventListener("input", () => past.remember(field.value));
stopButton.addEventListener("click", async () => (await engine).stop());

if (!field.value) field.value = past.last();
listPast();
if (settings.assets) {
  openEditor().catch(() => {}); // the plain field stays
  // The engine is large: it starts when the query desk comes into sight, not with every page.
  new IntersectionObserver((entries, watch) => {
    if (!entries.some((one) => one.isIntersecting)) return;
    watch.disconnect();
    engine ??= startEngine();
    engine.then(
      (desk) => {
        bench.dataset.engine = `${Math.round(desk.milliseconds.engine)} ${Math.round(desk.milliseconds.data)}`;
        if (!busy) say("Your data are open in this browser.");
      },
      () => {},
    );
  }, { rootMargin: "600px" }).observe(form);
}
if (settings.draft) keepDrafts(settings.draft);
