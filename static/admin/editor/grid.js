// The tables of the text as a grid. The text stays the record: each action is one change of it, and the grid is drawn from it.
(() => {
  const { tablesIn, wordsOf, isEmpty } = tableText;
  const { PLANS, nameOf, linkOf, named } = gridPlans;
  const PAUSE = 800; // ms without a key until the words of a cell go into the text

  function make(name, properties = {}, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  // --- words ---

  function plain(words) {
    return words
      .replace(/!\[([^\]]*)\]\([^)]*\)/g, (_, alt) => (alt ? `(picture: ${alt})` : ""))
      .replace(/\[\^[a-z0-9-]+\]/g, "")
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/\*+|\\(?=[!-/:-@[-`{-~])/g, "")
      .trim();
  }

  function gridOf(editor, grid) {
    const form = editor.closest("form");
    const text = editor.querySelector("textarea");
    const find = (name) => grid.querySelector(`[data-grid-${name}]`);
    const frame = find("tables");
    const phone = find("phone"); // stands beside the table of the chosen cell
    const undone = []; // what Undo brings back: the texts before and after each action
    let tables = [];
    let drawn = "";
    let current = null; // { table, row, column }
    let timer = 0;
    let isWriting = false;

    const known = JSON.parse(document.getElementById("editor-published")?.textContent || "{}");
    const isComparison = () => (document.querySelector("#id_kind")?.value ?? known.kind) === "comparison";

    // All tables of a comparison are one: they have the same options, and get them together.
    function groupOf(table) {
      if (!isComparison() || table.inBox) return [table];
      const options = ({ rows }) => rows[0].cells.slice(1).map(({ source }) => source).join("|");
      return tables.filter((other) => !other.problem && !other.inBox && options(other) === options(table));
    }

    const tell = (words) => { find("status").textContent = words; };
    const fieldAt = ({ table, row, column }) => frame.querySelector(`[data-table="${table}"] [data-row="${row}"][data-column="${column}"]`);
    const placeOf = (field) => ({
      table: Number(field.closest("[data-table]").dataset.table), row: Number(field.dataset.row), column: Number(field.dataset.column),
    });
    const cellAt = ({ table, row, column }) => tables[table].rows[row].cells[column];
    const shownIn = ({ row, column }, cell) => (row === 0 && column > 0 ? nameOf(cell) : wordsOf(cell));

    // --- drawing ---

    function refresh() {
      tables = tablesIn(text.value);
      grid.hidden = tables.length === 0;
      count();
      // Whoever types into the text with the grid closed does not wait for it.
      if (!grid.open) return;
      const shape = JSON.stringify(tables.map(({ rows, problem, heading }) => [problem, heading, rows.map(({ cells }) => cells.length)]));
      if (shape !== drawn) {
        drawn = shape;
        grid.append(phone);
        frame.replaceChildren(...tables.map(drawTable));
      }
      if (!tables[current?.table]?.rows[current.row]?.cells[current.column]) current = null;
      for (const field of frame.querySelectorAll("textarea")) fill(field);
      frame.querySelectorAll("[data-caption]").forEach((caption) => { caption.textContent = captionOf(tables[caption.dataset.caption], Number(caption.dataset.caption)); });
      choose();
    }

    const captionOf = (table, index) => `${table.heading || `Table ${index + 1}`} (line ${table.first + 1})`;

    function drawTable(table, index) {
      const way = make("button", { type: "button", textContent: "Go to it in the text" });
      way.addEventListener("click", () => editorText.goToLine(text, tables[index].first + 1));
      const caption = make("span", { className: "grid__name" });
      caption.dataset.caption = index;
      const box = make("div", { className: "grid__table" });
      box.dataset.table = index;
      box.append(make("p", { className: "grid__caption" }, caption, " ", way));
      if (table.problem) box.append(make("p", {}, make("span", { ariaHidden: "true", textContent: "⚠ " }), `This table is not shown as a grid. ${table.problem}`));
      else box.append(make("div", { className: "grid__frame" }, drawCells(table, index)));
      return box;
    }

    function drawCells(table, index) {
      const [header, ...rows] = table.rows;
      const body = make("tbody", {}, ...rows.map((line, row) => make("tr", {}, ...line.cells.map((_, column) => drawCell(row + 1, column)))));
      const head = make("thead", {}, make("tr", {}, ...header.cells.map((_, column) => drawCell(0, column))));
      const made = make("table", { ariaLabel: captionOf(table, index) }, head, body);
      made.style.setProperty("--columns", header.cells.length);
      return made;
    }

    function drawCell(row, column) {
      const isHeading = row === 0 || column === 0;
      const cell = make(isHeading ? "th" : "td");
      if (isHeading) cell.scope = row === 0 ? "col" : "row";
      const field = make("textarea", { rows: 1, spellcheck: true });
      Object.assign(field.dataset, { row, column });
      cell.append(make("span", { className: "grid__option", ariaHidden: "true" }), field, make("span", { className: "grid__note" }));
      return cell;
    }

    function fill(field) {
      const place = placeOf(field);
      const cell = cellAt(place);
      const header = tables[place.table].rows[0].cells;
      const { row, column } = place;
      const shown = shownIn(place, cell);
      // What somebody is typing right now is newer than the text.
      if (!(field === document.activeElement && isDirty(field)) && field.value !== shown) field.value = shown;
      field.dataset.kept = shown;
      const of = row === 0 ? (column === 0 ? "Heading of the first column" : `Name of option ${column}`)
        : column === 0 ? `Name of row ${row}` : `${named(tables[place.table].rows[row].cells[0], `Row ${row}`)}, ${named(header[column], `option ${column}`)}`;
      field.ariaLabel = isEmpty(cell) ? `${of}, empty` : of;
      field.previousSibling.textContent = row > 0 && column > 0 ? named(header[column], `Option ${column}`) : of;
      const link = row === 0 && column > 0 ? linkOf(cell) : "";
      field.nextSibling.textContent = isEmpty(cell) ? "⚠ Empty" : link && `links to ${link}`;
      field.parentElement.classList.toggle("grid__cell--empty", isEmpty(cell));
      grow(field);
    }

    const isDirty = (field) => field.dataset.kept !== undefined && field.value !== field.dataset.kept;

    // Browsers that cannot size a field by its words.
    function grow(field) {
      if (CSS.supports("field-sizing", "content") || !grid.open) return;
      field.style.height = "auto";
      field.style.height = `${field.scrollHeight + 2}px`;
    }

    const emptyPlaces = () => tables.flatMap(({ rows, problem }, table) => (problem ? [] : rows.flatMap(({ cells }, row) => cells.flatMap((cell, column) => (isEmpty(cell) ? [{ table, row, column }] : [])))));

    function count() {
      const empty = emptyPlaces().length;
      const words = empty === 1 ? "1 cell is empty." : `${empty} cells are empty.`;
      find("empties").hidden = empty === 0;
      if (find("empties-words").textContent !== words) find("empties-words").textContent = words;
      find("count").textContent = empty ? `⚠ ${words}` : tables.length > 1 ? `(${tables.length} tables)` : "";
    }

    // The chosen cell: the bar above acts on its option and its row.
    function choose(place = current) {
      current = place;
      for (const cell of frame.querySelectorAll(".grid__cell--chosen")) cell.classList.remove("grid__cell--chosen");
      phone.hidden = !(current?.row > 0);
      find("option").textContent = current?.column > 0 ? `Option: ${named(cellAt({ ...current, row: 0 }), String(current.column))}` : "Option: none chosen";
      find("row").textContent = current?.row > 0 ? `Row: ${named(cellAt({ ...current, column: 0 }), String(current.row))}` : "Row: none chosen";
      if (!current) return;
      const chosen = fieldAt(current)?.parentElement;
      chosen?.classList.add("grid__cell--chosen");
      if (current.row > 0) drawCard();
      const box = chosen?.closest(".grid__table");
      if (box && phone.parentElement !== box) box.append(phone);
    }

    function drawCard() {
      const { rows } = tables[current.table];
      const [label, ...cells] = rows[current.row].cells;
      find("card").replaceChildren(
        make("p", { className: "grid__question", textContent: plain(named(label, "(no name)")) }),
        ...cells.map((cell, index) => make("div", { className: "grid__answer" },
          make("strong", { textContent: plain(named(rows[0].cells[index + 1], "(no name)")) }),
          make("p", { textContent: isEmpty(cell) ? "⚠ Empty" : plain(wordsOf(cell)) }))),
      );
    }

    // --- changing the text ---

    function write(whole, words) {
      const before = text.value;
      if (whole === before) return false;
      isWriting = true;
      editorText.become(text, whole);
      isWriting = false;
      undone.push({ before, after: text.value });
      refresh();
      if (words) tell(words);
      return true;
    }

    // The words of a field go into the text; the name of an option into all tables of its comparison.
    function keep(field) {
      if (!field?.isConnected || !isDirty(field)) return;
      const place = placeOf(field);
      const table = tables[place.table];
      const isName = place.row === 0 && place.column > 0;
      const link = isName ? linkOf(cellAt(place)) : "";
      const typed = field.value.trim();
      const words = link && typed ? `[${typed.replace(/[[\]\\]/g, "\\$&")}](${link})` : typed;
      const group = isName ? groupOf(table) : [table];
      const whole = tableText.withWords(text.value, group, place.row, place.column, words);
      field.dataset.kept = field.value;
      if (!write(whole, isName && group.length > 1 ? `Renamed in ${group.length} tables.` : "")) fill(field);
    }

    function keepAll() {
      clearTimeout(timer);
      for (const field of frame.querySelectorAll("textarea")) keep(field);
    }

    function go(place) {
      const field = fieldAt(place);
      if (!field) return false;
      field.focus();
      field.setSelectionRange(field.value.length, field.value.length);
      return true;
    }

    // After a change of shape all fields are new: the focus follows the cell, or stays on the button.
    function act(whole, words, place, { follow }) {
      write(whole, words);
      choose(place);
      if (follow) go(place);
    }

    const isBlocked = (group) => isComparison() && !group[0].inBox && tables.some(({ problem, inBox }) => problem && !inBox);

    function run(name, { follow = false } = {}) {
      keepAll();
      if (name === "undo") return undo();
      if (name === "next-empty") return goToEmpty();
      if (!current) return tell("Choose a cell first.");
      if (name === "show") return showInPreview();
      const group = groupOf(tables[current.table]);
      const plan = PLANS[name]({ text: text.value, tables, group, ...current });
      if (plan.refusal) return tell(plan.refusal);
      if (plan.isForAll && isBlocked(group)) return tell("One table of this comparison cannot be shown as a grid. Mend it in the text first: all tables get their options together.");
      if (plan.question && !confirm(plan.question)) return tell("Nothing was removed.");
      return act(plan.whole, plan.words, plan.place, { follow: follow || plan.follow });
    }

    function undo() {
      const last = undone.at(-1);
      if (!last) return tell("Nothing to undo here.");
      if (text.value !== last.after) {
        undone.length = 0;
        return tell("The text was changed since. Press Ctrl+Z in the text.");
      }
      const place = current;
      const isInside = frame.contains(document.activeElement);
      undone.pop();
      write(last.before, "Undone.");
      undone.pop();
      choose(place && tables[place.table]?.rows[place.row]?.cells[place.column] ? place : null);
      if (isInside) go(current ?? { table: place?.table ?? 0, row: 0, column: 0 });
    }

    function goToEmpty() {
      const places = emptyPlaces();
      const order = ({ table, row, column }) => table * 1e6 + row * 1e3 + column;
      const next = places.find((place) => !current || order(place) > order(current)) ?? places[0];
      if (next) go(next);
    }

    function showInPreview() {
      const page = editor.querySelector("[data-editor-frame]");
      const label = plain(wordsOf(tables[current.table].rows[current.row].cells[0]));
      const scroll = () => {
        const inside = page?.contentDocument;
        const cells = [...(inside?.querySelectorAll("main tr > :first-child") ?? [])];
        const found = inside?.getElementById(`row_${tableText.slugOf(label)}`) ?? cells.find((cell) => cell.textContent.trim() === label);
        // The page in the frame has a band at its top that stays.
        if (found) page.contentWindow.scrollTo({ top: page.contentWindow.scrollY + found.getBoundingClientRect().top - 120, behavior: "instant" });
        return Boolean(found);
      };
      editor.querySelector('[data-editor-width="375"]')?.click();
      if (!scroll()) return tell("The preview does not show this row yet. Wait a moment, or see what is to mend.");
      page.scrollIntoView({ block: "center" });
      // What was typed last may still be on its way, and moves the row.
      const watch = new MutationObserver(scroll);
      watch.observe(page.contentDocument.documentElement, { childList: true });
      return setTimeout(() => watch.disconnect(), 3000);
    }

    // --- keys ---

    const KEYS = {
      ArrowLeft: "option-left", ArrowRight: "option-right", ArrowUp: "row-up", ArrowDown: "row-down",
      Enter: "add-row", Delete: "remove-row", "Shift+Enter": "add-option", "Shift+Delete": "remove-option",
    };
    const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

    function pressed(event) {
      if (event.isComposing) return;
      const field = event.target;
      const key = (event.shiftKey ? "Shift+" : "") + event.key;
      if (event.altKey && !event.ctrlKey && KEYS[key]) {
        event.preventDefault();
        run(KEYS[key], { follow: true });
      } else if (event.key === "Enter" && !event.altKey && !event.ctrlKey) {
        event.preventDefault();
        walk(field, event.shiftKey ? -1 : 1, 0);
      } else if ((event.ctrlKey || event.metaKey) && key === "z" && !isDirty(field)) {
        event.preventDefault();
        run("undo");
      } else if (STEPS[key] && !event.altKey && !event.ctrlKey && !event.metaKey) {
        const { selectionStart, selectionEnd } = field;
        // Where the cursor cannot go further in its cell, it goes to the next one.
        requestAnimationFrame(() => {
          const isStuck = field.selectionStart === selectionStart && field.selectionEnd === selectionEnd && selectionStart === selectionEnd;
          if (isStuck && document.activeElement === field) walk(field, ...STEPS[key]);
        });
      }
    }

    function walk(field, down, right) {
      const { table, row, column } = placeOf(field);
      keep(field);
      if (!go({ table, row: row + down, column: column + right })) tell("This is the edge of the table.");
    }

    // --- listening ---

    frame.addEventListener("keydown", pressed);
    frame.addEventListener("focusin", ({ target }) => {
      if (target.matches("textarea")) choose(placeOf(target));
    });
    frame.addEventListener("input", ({ target, isComposing }) => {
      clearTimeout(timer);
      if (isComposing) return;
      if (/[\r\n]/.test(target.value)) target.value = target.value.replace(/\s*[\r\n]+\s*/g, " ");
      grow(target);
      timer = setTimeout(keep, PAUSE, target);
    });
    frame.addEventListener("compositionend", ({ target }) => { timer = setTimeout(keep, PAUSE, target); });
    frame.addEventListener("change", () => {
      // When the focus has arrived where it is going.
      if (!isWriting) setTimeout(keepAll);
    });
    grid.addEventListener("click", ({ target }) => {
      const name = target.closest("[data-grid-do]")?.dataset.gridDo;
      if (name) run(name);
    });
    grid.addEventListener("toggle", refresh);
    form.addEventListener("submit", keepAll, { capture: true });
    text.addEventListener("input", () => { if (!isWriting) refresh(); });
    document.querySelector("#id_kind")?.addEventListener("change", () => {
      grid.open ||= isComparison();
      refresh();
    });
    editor.addEventListener("editor:open-table", ({ detail }) => {
      grid.open = true;
      refresh();
      const line = editorText.lineOf(text, detail?.position ?? text.selectionStart) - 1;
      const index = tables.findIndex(({ end }) => line < end);
      if (index < 0) return;
      if (!go({ table: index, row: tables[index].rows.length > 1 ? 1 : 0, column: 0 })) grid.scrollIntoView();
    });
    grid.open = isComparison();
    refresh();
  }

  for (const editor of document.querySelectorAll("[data-editor]")) {
    const grid = editor.querySelector("[data-grid]");
    if (grid) gridOf(editor, grid);
  }
})();
