/* What went wrong with a query, whichever engine says it. */

const AT_LINE = /\(line (\d+), column (\d+)\)$/;
const MARKED = /^LINE (\d+): (.*)\n( *)\^/m;
const EXTENSION = /it exists in the (\w+) extension/;
const NAMES = { json: "JSON", icu: "time zones", parquet: "Parquet" };

/** An error whose `told` a person may read and whose `extension` names what the engine lacks. DuckDB in the browser says
 *  some errors as JSON with a count of characters, others with a mark below the line; the server says all in one line. */
export function failure(said, sql = "") {
  const error = new Error(said);
  let text = said;
  let place = null;
  try {
    const told = JSON.parse(said);
    text = `${told.exception_type} Error: ${told.exception_message}`;
    if (told.position) place = countTo(sql, Number(told.position));
  } catch {
    const marked = MARKED.exec(said);
    // Of a long line DuckDB shows a part: then the column is unknown.
    if (marked && !marked[2].startsWith("...")) {
      place = { line: Number(marked[1]), column: marked[3].length - `LINE ${marked[1]}: `.length + 1 };
    }
  }
  text = text.split("\n\n")[0].split("\nLINE ")[0].replace(/\s+/g, " ").trim();
  error.told = place ? `${text} (line ${place.line}, column ${place.column})` : text;
  const missing = EXTENSION.exec(said);
  error.extension = missing && (NAMES[missing[1]] ?? missing[1]);
  return error;
}

/** The place that a message names at its end. */
export function placeOf(text) {
  const found = AT_LINE.exec(text);
  return found ? { line: Number(found[1]), column: Number(found[2]) } : null;
}

function countTo(sql, position) {
  const before = sql.slice(0, position).split("\n");
  return { line: before.length, column: before.at(-1).length + 1 };
}
