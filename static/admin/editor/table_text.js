// The tables of a Markdown text, cell by cell. Read and written again without a change, a text keeps every sign.
// Knows no page: it goes from text to text. Reads tables as therapies/text/markdown.py does.
globalThis.tableText = (() => {
  const MOST_CELLS = 800; // fields on one page; a larger table is written as text
  const SPACE = "[ \\t\\v\\f\\r]*";
  const AROUND = new RegExp(`^(${SPACE})(.*?)(${SPACE})$`, "s");
  // A sign before it is all that Markdown looks at, so \\| is a pipe inside a cell as well.
  const PIPE = /(?<!\\)\|/;

  const isBlank = (line) => /^[ \t\v\f\r]*$/.test(line);
  const isDeep = (line) => /^(?: {4}| {0,3}\t)/.test(line);
  const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
  const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
  const CALLOUT = /^ {0,3}:{3,}[ \t]*(\S?)/;
  const LIST_OR_QUOTE = /^ {0,3}(?:>|(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$))/;
  const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
  const HTML = /^ {0,3}<[a-z/!?]/i;

  // --- from text ---

  // A line of a table as its parts, which joined again are the line.
  function lineOf(written) {
    const [, lead, inner, tail] = written.match(AROUND);
    const open = inner.startsWith("|") ? "|" : "";
    const rest = inner.slice(open.length);
    const close = rest.endsWith("|") && !rest.endsWith("\\|") ? "|" : "";
    const body = rest.slice(0, rest.length - close.length);
    const cells = body === "" && !close ? [] : body.split(PIPE).map(cellOf);
    return { lead, open, cells, close, tail };
  }

  function cellOf(raw) {
    const [, before, source, after] = raw.match(AROUND);
    return { before, source, after };
  }

  const written = ({ lead, open, cells, close, tail }) =>
    lead + open + cells.map(({ before, source, after }) => before + source + after).join("|") + close + tail;

  // The line of dashes below a heading row: its number of columns, or 0 when it is none.
  function columnsOf(line = "") {
    const inner = line.replace(/^ */, "");
    if (isDeep(line) || !/^[-:|][-:| \t]/.test(inner) || /^-[ \t]/.test(inner) || !/^[-:| \t]+$/.test(inner)) return 0;
    const parts = inner.split("|").map((part) => part.trim());
    const columns = parts.filter((part, index) => part || (index > 0 && index < parts.length - 1));
    return columns.every((part) => /^:?-+:?$/.test(part)) ? columns.length : 0;
  }

  function beginsTable(lines, index) {
    const columns = columnsOf(lines[index + 1]);
    return columns > 0 && !isDeep(lines[index]) && lines[index].includes("|") && lineOf(lines[index]).cells.length === columns;
  }

  // A ::: without a title closes a box; where none is open, it is words.
  const isBox = (line, boxes) => Boolean(CALLOUT.exec(line)?.[1] || (boxes && CALLOUT.test(line)));

  const endsTable = (line, boxes) =>
    isBlank(line) || isDeep(line) || [FENCE, LIST_OR_QUOTE, RULE, HEADING].some((sign) => sign.test(line)) ||
    isBox(line, boxes);

  // All tables: `lines` (heading row, dashes, rows), `first` and `end` (lines of the text, from 0), `heading` above it,
  // `inBox`, and `problem`: why the grid cannot keep it, "" when it can.
  function tablesIn(text) {
    const lines = text.split("\n");
    const tables = [];
    let fence = "";
    let boxes = 0;
    let inList = false; // or in a quote or in HTML: what follows without an empty line belongs to it
    let wasList = false; // an empty line ago: what begins with spaces goes on with it
    let heading = "";
    for (let index = 0; index < lines.length; index++) {
      const line = lines[index];
      const mark = line.match(FENCE)?.[1];
      if (!isBlank(line) && !/^[ \t]/.test(line)) wasList = false;
      if (fence) {
        if (mark?.startsWith(fence) && /^[`~ \t]+$/.test(line)) fence = "";
      } else if (isBlank(line)) {
        wasList ||= inList;
        inList = false;
      } else if (!inList && beginsTable(lines, index)) {
        const table = tableAt(lines, index, boxes);
        tables.push(Object.assign(table, { heading, inBox: boxes > 0 }));
        index = table.end - 1;
      } else if (wasList && /^[ \t]/.test(line)) {
        inList = true;
      } else if (mark) {
        fence = mark;
        inList = false;
      } else if (HEADING.test(line)) {
        heading = (line.match(HEADING)[2] ?? "").replace(/[ \t]*\{#[^{}]*\}$/, "");
        inList = false;
      } else if (isBox(line, boxes)) {
        boxes += CALLOUT.exec(line)[1] ? 1 : -1;
        inList = false;
      } else if (LIST_OR_QUOTE.test(line) || HTML.test(line)) {
        inList = true;
      }
    }
    return tables;
  }

  function tableAt(lines, first, boxes) {
    let end = first + 2;
    while (end < lines.length && !endsTable(lines[end], boxes)) end++;
    const own = lines.slice(first, end);
    const parts = own.map(lineOf);
    // The cells of the dashes stand between pipes that need no backslash.
    return { first, end, lines: parts, rows: [parts[0], ...parts.slice(2)], problem: problemOf(own, parts, first) };
  }

  function problemOf(own, parts, first) {
    const width = parts[0].cells.length;
    if (own[0].startsWith(" ")) return "It begins with spaces, so it may belong to a list. Take the spaces away in the text; then the grid opens.";
    if (LIST_OR_QUOTE.test(own[0])) return "It begins with the sign of a list or a quote. Take the sign away in the text; then the grid opens.";
    const html = own.findIndex((line) => HTML.test(line));
    if (html >= 0) return `Line ${first + html + 1} begins with <. Put a | before it in the text; then the grid opens.`;
    const uneven = parts.findIndex(({ cells }) => cells.length !== width);
    if (uneven >= 0) return `Line ${first + uneven + 1} has ${counted(parts[uneven].cells.length, "cell")} and the heading row has ${width}. Make them equal in the text; then the grid opens.`;
    if (width * parts.length > MOST_CELLS) return `It has more than ${MOST_CELLS} cells. Change it in the text, or split it.`;
    return "";
  }

  const counted = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;

  // --- the words of a cell ---

  const wordsOf = ({ source }) => source.replaceAll("\\|", "|");
  const isEmpty = ({ source }) => /^(?:\s|&nbsp;)*$/.test(source);
  const sourceOf = (words) =>
    // eslint-disable-next-line no-control-regex
    words.replace(/[\s\u0000]*[\r\n\u2028\u2029][\s\u0000]*/g, " ").replace(/[\t\v\f\u0000]/g, " ").replace(/^ +| +$/g, "").replaceAll("|", "\\|");

  // --- to text; each gives the whole text as it is then ---

  // Changes copies of some tables of a text. What `change` does not touch stays as it was, to the sign.
  function changed(text, tables, change) {
    const lines = text.split("\n");
    // From the last to the first, so that the lines of the others keep their numbers.
    for (const table of [...tables].sort((one, other) => other.first - one.first)) {
      const copy = structuredClone(table.lines);
      change({ lines: copy, rows: [copy[0], ...copy.slice(2)] }, table);
      lines.splice(table.first, table.end - table.first, ...copy.map(written));
    }
    return lines.join("\n");
  }

  // Without pipes at its ends a line would lose an empty first or last cell.
  function closed(line) {
    if (line.open && line.close) return;
    Object.assign(line, { open: "|", close: "|", cells: line.cells.map(({ source }) => cell(source)) });
  }

  const cell = (source) => ({ before: " ", source, after: " " });

  function put(line, column, source) {
    closed(line);
    const { before, source: old, after } = line.cells[column];
    // All spaces of an empty cell stand before it. And a backslash right before the pipe would take it into the cell.
    line.cells[column] = old ? { before: before || " ", source, after: after || " " } : cell(source);
  }

  function withWords(text, tables, row, column, words) {
    return changed(text, tables, (table) => put(table.rows[row], column, sourceOf(words)));
  }

  function withColumn(text, tables, at) {
    return changed(text, tables, (table) => {
      table.lines.forEach((line, index) => {
        closed(line);
        line.cells.splice(at, 0, cell(index === 1 ? "---" : ""));
      });
    });
  }

  function withoutColumn(text, tables, at) {
    return changed(text, tables, (table) => {
      for (const line of table.lines) {
        closed(line);
        line.cells.splice(at, 1);
      }
    });
  }

  function withColumnMoved(text, tables, from, to) {
    return changed(text, tables, (table) => {
      for (const line of table.lines) {
        closed(line);
        line.cells.splice(to, 0, ...line.cells.splice(from, 1));
        for (const { source, ...each } of line.cells) if (source.endsWith("\\") && !each.after) each.after = " ";
      }
    });
  }

  // Rows count from 0, the heading row, so the first row is 1.
  function withRow(text, table, at) {
    const { lead, cells } = table.lines[0];
    return changed(text, [table], ({ lines }) => {
      lines.splice(at + 1, 0, { lead, open: "|", cells: cells.map(() => cell("")), close: "|", tail: "" });
    });
  }

  const withoutRow = (text, table, at) => changed(text, [table], ({ lines }) => lines.splice(at + 1, 1));

  // Into the same table, or into another one with the same columns.
  function withRowMoved(text, table, from, other, to) {
    return changed(text, table === other ? [table] : [table, other], ({ lines }, each) => {
      if (each === table) lines.splice(from + 1, 1);
      if (each === other) lines.splice(to + 1, 0, table.lines[from + 1]);
    });
  }

  // As `slug_of` in therapies/text/addresses.py.
  // eslint-disable-next-line no-control-regex
  const slugOf = (label) => (label.normalize("NFKD").replace(/[^\u0000-\u007f]/g, "").toLowerCase().match(/[a-z0-9]+/g) ?? []).join("-").slice(0, 60).replace(/^-+|-+$/g, "");

  return {
    tablesIn, changed, wordsOf, isEmpty, sourceOf, counted, slugOf,
    withWords, withColumn, withoutColumn, withColumnMoved, withRow, withoutRow, withRowMoved,
  };
})();
