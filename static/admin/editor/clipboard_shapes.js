// What Word, Google Docs and Excel make of lists and tables, brought into the shape that HTML means them to have.
globalThis.editorShapes = (() => {
  const BULLET = /^\s*[·•▪●◦‣§Øo–-]\s+/;
  const NUMBER = /^\s*\(?(\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s*/i;
  const INCHES = { in: 1, pt: 1 / 72, cm: 1 / 2.54, mm: 1 / 25.4, px: 1 / 96 };

  const unwrap = (element) => element.replaceWith(...element.childNodes);

  function rename(element, name) {
    const other = element.ownerDocument.createElement(name);
    other.append(...element.childNodes);
    element.replaceWith(other);
    return other;
  }

  function levelByMargin(style) {
    const [, size, unit] = style.match(/margin-left:\s*([\d.]+)(in|pt|cm|mm|px)/i) ?? [];
    return size ? Math.max(1, Math.round((Number(size) * INCHES[unit.toLowerCase()]) / 0.5)) : 1;
  }

  // What a paragraph is an entry of: { level, isOrdered, number }; null for one that is no entry. Its mark is taken off.
  function entryOf(paragraph) {
    const style = paragraph.dataset.style ?? "";
    const level = Number(style.match(/mso-list:[^;]*\blevel(\d)/i)?.[1] ?? 0);
    const mark = [...paragraph.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(span.dataset.style ?? ""));
    const isListStyle = /\bMsoList(Paragraph|Bullet|Number)/.test(paragraph.className);
    if (mark) {
      const words = mark.textContent;
      mark.remove();
      return { level: level || 1, ...kindOf(words) };
    }
    const words = paragraph.textContent;
    const found = words.match(BULLET) ?? words.match(NUMBER);
    // "o " and "a) " are marks where Word says that it is a list; elsewhere they are words.
    const isTyped = /^\s*(?:[·•▪●◦‣–-]|\d{1,3}[.)])\s+\S/.test(words);
    if (found && (isListStyle ? /\s/.test(found[0].at(-1)) : isTyped)) {
      cut(paragraph, found[0].length);
      return { level: level || levelByMargin(style), ...kindOf(found[0]) };
    }
    if (level || /\bMsoList(Bullet|Number)/.test(paragraph.className)) {
      const other = Number(paragraph.className.match(/MsoList(?:Bullet|Number)(\d)/)?.[1] ?? 1);
      return { level: level || other, isOrdered: /MsoListNumber/.test(paragraph.className), number: 1 };
    }
    return null;
  }

  function kindOf(mark) {
    const number = mark.match(NUMBER)?.[1];
    return { isOrdered: Boolean(number), number: Number(number) || 1 };
  }

  // Takes as many letters off the beginning of an element.
  function cut(element, count) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let left = count;
    while (left > 0 && walker.nextNode()) {
      const { data } = walker.currentNode;
      walker.currentNode.data = data.slice(left);
      left -= data.length;
    }
  }

  // A nested list out of entries that say their level.
  function listOf(entries, doc) {
    const top = doc.createDocumentFragment();
    const open = [];
    for (const { level, isOrdered, number, nodes } of entries) {
      while (open.length > level) open.pop();
      const name = isOrdered ? "OL" : "UL";
      if (open.length === level && open.at(-1).nodeName !== name) open.pop();
      while (open.length < Math.min(level, open.length + 1)) {
        const list = doc.createElement(name);
        if (isOrdered) list.setAttribute("start", number);
        (open.at(-1)?.lastElementChild ?? top).append(list);
        open.push(list);
      }
      const item = doc.createElement("li");
      item.append(...nodes);
      open.at(-1).append(item);
    }
    return top;
  }

  // Replaces runs of elements that are entries by a list. `read` gives the entries of an element, or null.
  function gather(elements, read) {
    let run = [];
    const close = () => {
      if (run.length) run[0].element.replaceWith(listOf(run.flatMap((each) => each.entries), run[0].element.ownerDocument));
      for (const { element } of run.slice(1)) element.remove();
      run = [];
    };
    for (const element of elements) {
      const entries = read(element);
      if (run.length && (!entries || nextElement(run.at(-1).element) !== element)) close();
      if (entries) run.push({ element, entries });
    }
    close();
  }

  // The element behind another with only blanks between.
  function nextElement(element) {
    let next = element.nextSibling;
    while (next && next.nodeType !== Node.ELEMENT_NODE && !next.textContent.trim()) next = next.nextSibling;
    return next?.nodeType === Node.COMMENT_NODE ? next.nextElementSibling : next;
  }

  function lists(body) {
    for (const comment of comments(body)) comment.remove();
    // Word on the web writes a list of its own for every entry.
    gather(body.querySelectorAll("div.ListContainerWrapper"), (wrapper) => {
      const items = [...wrapper.querySelectorAll("li[data-aria-level]")];
      if (!items.length) return null;
      return items.map((item) => ({
        level: Number(item.dataset.ariaLevel) || 1,
        isOrdered: item.parentNode.nodeName === "OL",
        number: Number(item.parentNode.getAttribute("start")) || 1,
        nodes: [...item.childNodes],
      }));
    });
    gather(body.querySelectorAll("p"), (paragraph) => {
      if (paragraph.closest("li, td, th")) return null;
      const entry = entryOf(paragraph);
      return entry && [{ ...entry, nodes: [...paragraph.childNodes] }];
    });
    // Google Docs and LibreOffice put the inner list beside the entry that it belongs to.
    for (const inner of body.querySelectorAll("ul > ul, ul > ol, ol > ul, ol > ol")) {
      const above = inner.previousElementSibling;
      if (above?.nodeName === "LI") above.append(inner);
      else unwrap(inner);
    }
    for (const item of body.querySelectorAll("li")) {
      if (item.parentNode.matches("ul, ol")) continue;
      const list = item.ownerDocument.createElement("ul");
      item.replaceWith(list);
      list.append(item);
    }
  }

  function comments(body) {
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
    const found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    return found;
  }

  // Every cell in a line of its own words: spans are filled up, empty rows and columns fall away.
  function gridOf(table) {
    const rows = [...table.rows];
    const grid = rows.map(() => []);
    for (const [y, row] of rows.entries()) {
      let x = 0;
      for (const cell of row.cells) {
        while (grid[y][x]) x += 1;
        const height = Math.min(cell.rowSpan || 1, rows.length - y, 100);
        const width = Math.min(cell.colSpan || 1, 50);
        for (let down = 0; down < height; down += 1) {
          for (let right = 0; right < width; right += 1) grid[y + down][x + right] = cell;
        }
        x += width;
      }
    }
    const full = grid.filter((cells) => cells.some((cell) => cell?.textContent.trim()));
    const width = Math.max(0, ...full.map((cells) => cells.length));
    const columns = [...Array(width).keys()].filter((x) => full.some((cells) => cells[x]?.textContent.trim()));
    return full.map((cells) => columns.map((x) => cells[x]));
  }

  function oneLine(cell) {
    for (const item of cell.querySelectorAll("li")) {
      if (item.nextElementSibling && !/[.;:,!?]\s*$/.test(item.textContent)) item.append(";");
    }
    for (const block of cell.querySelectorAll("p, div, li, ul, ol, br, h1, h2, h3, h4, h5, h6")) {
      block.after(" ");
      unwrap(block);
    }
  }

  function tableOf(table) {
    const doc = table.ownerDocument;
    const grid = gridOf(table);
    const title = table.caption ? [...table.caption.childNodes] : [];
    const above = title.length ? [doc.createElement("p")] : [];
    above[0]?.append(...title);
    // One wide cell on top is the title of the table, and one column or row is no table.
    while (grid.length > 1 && grid[0].length > 1 && grid[0].every((cell) => cell === grid[0][0])) {
      const paragraph = doc.createElement("p");
      paragraph.append(...grid.shift()[0].cloneNode(true).childNodes);
      above.push(paragraph);
    }
    if (grid.length < 2 || grid[0].length < 2) {
      const cells = [...new Set(grid.flat())].filter(Boolean);
      table.replaceWith(...above, ...cells.map((cell) => rename(cell, "div")));
      return;
    }
    const written = doc.createElement("table");
    for (const [y, cells] of grid.entries()) {
      const row = written.insertRow();
      for (const cell of cells) {
        const own = row.insertCell();
        if (cell) own.append(...cell.cloneNode(true).childNodes);
        oneLine(own);
        if (y === 0) own.querySelectorAll("b, strong").forEach(unwrap);
      }
    }
    table.replaceWith(...above, written);
  }

  function tables(body) {
    // The innermost first: mails are laid out with tables in tables.
    for (const table of [...body.querySelectorAll("table")].reverse()) {
      if (!table.querySelector("table") && table.getAttribute("role") !== "presentation") tableOf(table);
      else table.replaceWith(...[...table.rows].flatMap((row) => [...row.cells]).map((cell) => rename(cell, "div")));
    }
    // In an entry of a list a table cannot stand.
    for (const table of body.querySelectorAll("li table")) {
      let list = table.closest("ul, ol");
      while (list.parentNode.closest("ul, ol")) list = list.parentNode.closest("ul, ol");
      list.after(table);
    }
  }

  return { lists, tables, unwrap, rename };
})();
