// After a refused save: puts the chosen words in the place of a choice. The text stays the record of what is open.
(() => {
  const head = (number, words) => `==== Choice ${number}: ${words} ====`;

  // Where a choice stands in the text, and its two sides; null when its marks are gone.
  function find(text, number) {
    const marks = [...text.matchAll(new RegExp(`^==== Choice ${number}: .{0,80} ====[ \\t]*\\n?`, "gm"))];
    if (marks.length !== 3 || !marks[0][0].startsWith(head(number, "your words")) || !marks[2][0].startsWith(head(number, "end"))) return null;
    const [yours, theirs, end] = marks;
    return {
      start: yours.index,
      end: end.index + end[0].length,
      yours: text.slice(yours.index + yours[0].length, theirs.index),
      theirs: text.slice(theirs.index + theirs[0].length, end.index),
    };
  }
  const anyMark = (text, number) => new RegExp(`^==== Choice ${number}: `, "m").test(text);

  // Two paragraphs need an empty line between them; points of a list and rows of a table must not have one.
  function both({ yours, theirs }) {
    const isProse = (line) => line !== "" && !/^\s*([-*+|#]|\d+[.)]|:::)/.test(line);
    const gap = isProse(yours.trimEnd().split("\n").at(-1)) && isProse(theirs.trimStart().split("\n")[0]);
    return gap ? `${yours.trimEnd()}\n\n${theirs.replace(/^\n+/, "")}` : yours + theirs;
  }

  function choose(group, text) {
    const number = group.dataset.choice;
    const state = group.querySelector("[data-choice-state]");
    function show() {
      const words = anyMark(text.value, number) ? "still open" : "chosen";
      if (state.textContent !== words) state.textContent = words;
      group.classList.toggle("stale__choice--done", words === "chosen");
      for (const button of group.querySelectorAll("[data-choose]")) button.disabled = words === "chosen";
    }
    group.querySelector("[data-choice-buttons]").hidden = false;
    group.addEventListener("click", (event) => {
      const wish = event.target.dataset.choose;
      const found = wish && find(text.value, number);
      if (!wish) return;
      if (!found || wish === "write") {
        const line = text.value.split("\n").findIndex((each) => each.startsWith(`==== Choice ${number}: `)) + 1;
        if (line) editorText.goToLine(text, line);
        return;
      }
      const words = wish === "both" ? both(found) : found[wish];
      editorText.replace(text, found.start, found.end, words, [0, words.length]);
      show();
    });
    text.form.addEventListener("input", show);
    show();
  }

  // A field other than the text: a button puts one side into it.
  function chooseField(group, form) {
    const control = form.elements[group.dataset.fieldChoice];
    if (!control?.tagName || control.type === "checkbox" || control.type === "hidden") return;
    const sides = [...group.querySelectorAll("[data-side]")];
    const state = group.querySelector("[data-choice-state]");
    function show() {
      const now = sides.find((side) => side.dataset.words === control.value)?.dataset.side;
      const words = { yours: "the form has your words", theirs: "the form has the other words" }[now] ?? "the form has new words";
      if (state.textContent !== words) state.textContent = words;
    }
    for (const side of sides) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: side.dataset.take });
      button.addEventListener("click", () => {
        editorText.replace(control, 0, control.value.length, side.dataset.words);
        control.dispatchEvent(new Event("input", { bubbles: true }));
        button.focus();
      });
      side.after(button);
    }
    control.addEventListener("input", show);
    show();
  }

  for (const place of document.querySelectorAll("[data-stale]")) {
    const text = document.querySelector("[data-editor] textarea");
    for (const group of place.querySelectorAll("[data-choice]")) choose(group, text);
    for (const group of place.querySelectorAll("[data-field-choice]")) chooseField(group, text.form);
  }
})();
