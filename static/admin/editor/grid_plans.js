// What a button or a key of the grid does: from a place in a table to a plan for the text. Knows no page.
globalThis.gridPlans = (() => {
  const { wordsOf, isEmpty, counted } = tableText;
  const LINKED = /^\[([^[\]\\]*)\]\(([^()\s\\]*)\)$/;

  // The name of an option without its link, and the link.
  const nameOf = (cell) => LINKED.exec(wordsOf(cell))?.[1] ?? wordsOf(cell);
  const linkOf = (cell) => LINKED.exec(wordsOf(cell))?.[2] ?? "";
  const named = (cell, otherwise) => (isEmpty(cell) ? otherwise : nameOf(cell));
  const inAll = (group) => (group.length > 1 ? ` in all ${group.length} tables` : "");

  const STAYS = { column: "The first column names the rows; it stays. Choose a cell of an option.", row: "The row with the names of the options stays. Choose a cell below it." };

  // Each takes the text, its tables, the chosen place and the tables of its comparison, and gives a `refusal` in words,
  // or the `whole` text then, the `place` to go to, the `words` to say, and the `question` to ask before words are lost.
  const PLANS = {
    "add-option": ({ text, group, table, column }) => {
      const at = column + 1;
      return { whole: tableText.withColumn(text, group, at), isForAll: true, place: { table, row: 0, column: at }, words: `New option${inAll(group)}. Write its name.`, follow: true };
    },
    "option-left": (place) => moveOption(place, -1),
    "option-right": (place) => moveOption(place, 1),
    "remove-option": ({ text, tables, group, table, row, column }) => {
      if (column === 0) return { refusal: STAYS.column };
      const width = tables[table].rows[0].cells.length;
      if (width === 2) return { refusal: "It is the only option; it stays. Remove the table in the text." };
      const lost = group.flatMap(({ rows }) => rows.slice(1).map(({ cells }) => cells[column])).filter((cell) => !isEmpty(cell)).length;
      const name = named(tables[table].rows[0].cells[column], `option ${column}`);
      return {
        question: lost > 0 && `Remove the option “${name}”${inAll(group)}? Its words in ${counted(lost, "cell")} go too. Undo brings them back.`,
        whole: tableText.withoutColumn(text, group, column), isForAll: true,
        place: { table, row, column: Math.min(column, width - 2) }, words: `Removed: ${name}. Undo brings it back.`,
      };
    },
    "add-row": ({ text, tables, table, row }) => ({
      whole: tableText.withRow(text, tables[table], row + 1), place: { table, row: row + 1, column: 0 }, words: "New row. Write its name.", follow: true,
    }),
    "row-up": (place) => moveRow(place, -1),
    "row-down": (place) => moveRow(place, 1),
    "remove-row": ({ text, tables, table, row, column }) => {
      const { rows } = tables[table];
      if (row === 0) return { refusal: STAYS.row };
      if (rows.length === 2) return { refusal: "It is the only row; it stays. Remove the table in the text." };
      const [label, ...cells] = rows[row].cells;
      const lost = cells.filter((cell) => !isEmpty(cell)).length;
      const name = named(label, `row ${row}`);
      return {
        question: lost > 0 && `Remove the row “${name}”? Its words in ${counted(lost, "cell")} go too. Undo brings them back.`,
        whole: tableText.withoutRow(text, tables[table], row),
        place: { table, row: Math.min(row, rows.length - 2), column }, words: `Removed: ${name}. Undo brings it back.`,
      };
    },
  };

  function moveOption({ text, tables, group, table, row, column }, step) {
    const width = tables[table].rows[0].cells.length;
    const to = column + step;
    if (column === 0) return { refusal: STAYS.column };
    if (to < 1 || to >= width) return { refusal: `It is the ${step < 0 ? "first" : "last"} option already.` };
    const name = named(tables[table].rows[0].cells[column], `Option ${column}`);
    return { whole: tableText.withColumnMoved(text, group, column, to), isForAll: true, place: { table, row, column: to }, words: `${name} is now option ${to} of ${width - 1}${inAll(group)}.` };
  }

  // At the end of its table a row of a comparison goes on into the next group.
  function moveRow({ text, tables, group, table, row, column }, step) {
    if (row === 0) return { refusal: STAYS.row };
    const own = tables[table];
    const name = named(tables[table].rows[row].cells[0], `Row ${row}`);
    const to = row + step;
    if (to >= 1 && to < own.rows.length) {
      return { whole: tableText.withRowMoved(text, own, row, own, to), place: { table, row: to, column }, words: `${name} is now row ${to} of ${own.rows.length - 1}.` };
    }
    const other = group[group.indexOf(own) + step];
    if (!other) return { refusal: `It is the ${step < 0 ? "first" : "last"} row already.` };
    if (own.rows.length === 2) return { refusal: "It is the only row of its group; it stays." };
    const at = step < 0 ? other.rows.length : 1;
    return { whole: tableText.withRowMoved(text, own, row, other, at), place: { table: tables.indexOf(other), row: at, column }, words: `${name} moved to the group ${other.heading}.` };
  }

  return { PLANS, nameOf, linkOf, named };
})();
