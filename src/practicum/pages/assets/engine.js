/* DuckDB in a web worker, over one database file that is read and never changed. */

import { AsyncDuckDB, VoidLogger } from "@duckdb/duckdb-wasm";
import { DataType } from "apache-arrow";

const SETTINGS = `
  ATTACH 'lab.duckdb' AS lab (READ_ONLY);
  USE lab;
`;
// Extensions are not fetched: what needs one says so at once, and runs on the server.
const CLOSED = `
  SET autoinstall_known_extensions = false;
  SET autoload_known_extensions = false;
`;

/** Start the engine on a database: the addresses of the worker, of the WebAssembly file and of the .duckdb file.
 *  Resolves to {run, stop, milliseconds: {engine, data}}; rejects where the browser cannot do it. */
export async function openEngine({ worker, wasm, database }) {
  const begun = performance.now();
  const data = fetchWhole(database);
  data.catch(() => {}); // said where it is awaited
  const thread = new Worker(worker);
  const duckdb = new AsyncDuckDB(new VoidLogger(), thread);
  await Promise.race([
    duckdb.instantiate(wasm),
    new Promise((_, reject) => {
      thread.onerror = (event) => reject(new Error(event.message || "The worker cannot be started."));
    }),
  ]);
  await duckdb.open({ path: ":memory:" });
  const ready = performance.now();
  await duckdb.registerFileBuffer("lab.duckdb", await data);
  const connection = await duckdb.connect();
  await connection.query(CLOSED);
  await connection.query(SETTINGS);
  const opened = performance.now();
  return {
    milliseconds: { engine: ready - begun, data: opened - ready },
    run: (sql, most) => run(connection, sql, most),
    stop: () => connection.cancelSent(),
  };
}

async function fetchWhole(address) {
  const answer = await fetch(address, { redirect: "error" });
  if (!answer.ok) throw new Error(`The data answered ${answer.status}.`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** The first `most` rows as texts, the number of all rows, and what each column holds. */
async function run(connection, sql, most) {
  const reader = await connection.send(sql, true);
  await reader.open();
  const fields = reader.schema.fields;
  const rows = [];
  let total = 0;
  for await (const batch of reader) {
    for (let at = 0; at < batch.numRows && rows.length < most; at += 1) {
      rows.push(fields.map((field, column) => write(batch.getChildAt(column)?.get(at), field.type)));
    }
    total += batch.numRows;
  }
  return {
    columns: fields.map((field) => field.name),
    types: fields.map((field) => (isNumber(field.type) ? "number" : "text")),
    rows,
    total,
  };
}

const isNumber = (type) => DataType.isInt(type) || DataType.isFloat(type) || DataType.isDecimal(type);

/** A value in the form in which the server writes it: exact numbers without idle zeros, days as 2026-01-31, no value as null. */
function write(value, type) {
  if (value === null || value === undefined) return null;
  if (DataType.isDecimal(type)) return writeDecimal(value, type.scale);
  if (DataType.isFloat(type)) return Number.isFinite(value) ? writeFloat(value) : null;
  if (DataType.isDate(type) || DataType.isTimestamp(type)) return writeMoment(Number(value));
  if (DataType.isTime(type)) return writeTime(value, type.unit);
  if (value?.toJSON) return JSON.stringify(value, (_, one) => (typeof one === "bigint" ? String(one) : one));
  return String(value);
}

function writeDecimal(words, scale) {
  let whole = 0n;
  for (let at = words.length - 1; at >= 0; at -= 1) whole = (whole << 32n) | BigInt(words[at] >>> 0);
  whole = BigInt.asIntN(32 * words.length, whole);
  const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, "0");
  const part = scale ? digits.slice(-scale).replace(/0+$/, "") : "";
  const text = (scale ? digits.slice(0, -scale) : digits) + (part && `.${part}`);
  return whole < 0n ? `-${text}` : text;
}

function writeFloat(value) {
  const text = String(value);
  if (!text.includes("e")) return text;
  const [figures, power] = text.split("e");
  const [whole, part = ""] = figures.replace("-", "").split(".");
  const point = whole.length + Number(power);
  const digits = whole + part;
  const sign = value < 0 ? "-" : "";
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits.padEnd(point, "0");
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function writeMoment(milliseconds) {
  const [day, time] = new Date(milliseconds).toISOString().split("T");
  return time.startsWith("00:00:00.000") ? day : `${day}T${time.replace("Z", "").replace(/\.000$/, "")}`;
}

function writeTime(value, unit) {
  const seconds = Math.floor(Number(value) / 1000 ** unit);
  return [3600, 60, 1].map((size) => String(Math.floor(seconds / size) % (size === 3600 ? 24 : 60)).padStart(2, "0")).join(":");
}
