// The list of the check: what keeps the text from patients, what could be better, each with a way to its place.
(() => {
  const SHOWN = 7; // entries; the rest on demand
  const PAUSE = 800; // ms before a new count is said
  const LEVELS = { block: "Stops publishing", error: "Must change", warning: "Look again" };

  function make(tag, properties, ...inside) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...inside);
    return element;
  }

  function list(editor, form) {
    const text = editor.querySelector("textarea");
    const status = editor.querySelector("[data-editor-status]");
    const entries = editor.querySelector("[data-editor-problems]");
    const figures = editor.querySelector("[data-editor-figures]");
    const all = editor.querySelector("[data-editor-all]");
    const signIn = editor.querySelector("[data-sign-in-url]").dataset.signInUrl;
    let found = [];
    let drawn = "";
    let isWhole = false;
    let timer = 0;

    // --- The status: said to screen readers only when it changes, and after a pause ---

    function say(...words) {
      clearTimeout(timer);
      const whole = words.map((part) => part.textContent ?? part).join("");
      if (status.textContent !== whole) status.replaceChildren(...words);
    }

    function counts() {
      const stopping = found.filter((entry) => entry.level !== "warning").length;
      const others = found.length - stopping;
      const look = others ? ` ${others} to look at.` : "";
      if (stopping) return `${stopping} to mend before patients can read this.${look}`;
      return others ? `Nothing to mend.${look}` : "Nothing to mend.";
    }

    editor.addEventListener("editor:trouble", ({ detail }) => {
      if (!detail.isSignedOut) return say(detail.trouble);
      // A new tab: this page, with what was typed, stays.
      const way = make("a", { href: signIn, target: "_blank", rel: "noopener", textContent: "Sign in (new tab)" });
      say(`${detail.trouble} `, way);
    });

    editor.addEventListener("editor:checked", ({ detail }) => {
      found = detail.found;
      drawFigures(detail.figures);
      draw();
      clearTimeout(timer);
      timer = setTimeout(() => say(counts()), status.textContent ? PAUSE : 0);
    });

    // --- The list ---

    function draw() {
      // As it stands when nothing changed: a list that is made anew takes the focus out of it.
      const next = JSON.stringify([found, isWhole]);
      if (next === drawn) return;
      drawn = next;
      const focused = [...entries.querySelectorAll("button")].indexOf(document.activeElement);
      entries.replaceChildren(...found.slice(0, isWhole ? Infinity : SHOWN).map(entry));
      entries.hidden = found.length === 0;
      all.parentElement.hidden = found.length <= SHOWN;
      all.ariaExpanded = String(isWhole);
      all.textContent = isWhole ? `Show the first ${SHOWN} only` : `Show all ${found.length}`;
      if (focused >= 0) ([...entries.querySelectorAll("button")].at(Math.min(focused, entries.children.length - 1)) ?? text).focus({ preventScroll: true });
    }

    function entry({ level, line, field, label, words, message }) {
      const target = line ? null : fieldNamed(field);
      const place = make("p", { className: "findings__place" }, make("strong", { className: "findings__level", textContent: LEVELS[level] }));
      if (line) place.append(wayTo(`Line ${line}`, () => editorText.goToLine(text, line)));
      else if (target) place.append(wayTo(label || field, () => goTo(target)));
      else place.append(label || "Whole page");
      const said = make("p", { className: "findings__words" });
      if (words) said.append(make("q", { textContent: words }), " ");
      said.append(message);
      const item = make("li", { className: `findings__entry findings__entry--${level}` }, place, said);
      return item;
    }

    function wayTo(words, go) {
      const way = make("button", { type: "button", textContent: words });
      way.addEventListener("click", go);
      return way;
    }

    function fieldNamed(name) {
      if (!name) return null;
      const inField = ":is(input, textarea, select):not([type=hidden])";
      return form.querySelector(`[name="${name}"]:not([type=hidden])`) ?? form.querySelector(`.field-${name} ${inField}`);
    }

    function goTo(field) {
      for (let around = field.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
      field.focus();
    }

    all.addEventListener("click", () => {
      isWhole = !isWhole;
      draw();
    });

    // --- How hard it is to read ---

    function drawFigures(measured) {
      figures.hidden = measured.length === 0;
      figures.replaceChildren(...measured.map(({ label, value, goal, misses }) => {
        const said = make("dd", { textContent: value });
        if (goal) said.append(" ", make("span", { className: "findings__goal", textContent: misses ? `misses the goal: ${goal}` : `goal: ${goal}` }));
        return make("div", { className: misses ? "findings__figure findings__figure--misses" : "findings__figure" }, make("dt", { textContent: label }), said);
      }));
    }
  }

  for (const editor of document.querySelectorAll("[data-editor]")) list(editor, editor.closest("form"));
})();
