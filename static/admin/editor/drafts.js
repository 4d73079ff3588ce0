// Keeps what is typed into a form in this browser, and offers what was never saved.
// A copy goes only when the server named it as saved (the cookie), when somebody throws it away, or after 30 days.
(() => {
  const WAIT = 500; // ms after the last key
  const LONGEST = 1500; // ms after the first key that is not kept yet
  const OLD = 30 * 24 * 60 * 60 * 1000;
  const LOCK = "staff-typing:";
  const NOT_TYPED = new Set(["csrfmiddlewaretoken", "_kept", "base_version"]);
  const NO_FIELDS = new Set(["submit", "button", "reset", "image", "file", "password"]);

  // --- the store ---

  let database;
  function opened() {
    database ??= new Promise((resolve, reject) => {
      const request = indexedDB.open("staff-typing", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("drafts", { keyPath: "id" });
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        request.result.onclose = () => { database = undefined; };
        resolve(request.result);
      };
    });
    database.catch(() => { database = undefined; });
    return database;
  }
  async function inStore(mode, ask) {
    // Strict: on the disk before it is called kept, so that it outlives a crash of the whole machine.
    const transaction = (await opened()).transaction("drafts", mode, { durability: "strict" });
    return new Promise((resolve, reject) => {
      const request = ask(transaction.objectStore("drafts"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }
  const all = () => inStore("readonly", (drafts) => drafts.getAll());
  const put = (draft) => inStore("readwrite", (drafts) => drafts.put(draft));
  const drop = (id) => inStore("readwrite", (drafts) => drafts.delete(id));

  const newName = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const savedNames = () => document.cookie.match(/(?:^|; )saved_typing=([0-9a-f.]*)/)?.[1].split(".") ?? [];

  // A page that is open holds the lock of its copy: what stands in another tab is not lost and not offered.
  const hold = (id) => navigator.locks?.request(LOCK + id, () => new Promise(() => {}));
  const held = async () => new Set(((await navigator.locks?.query())?.held ?? []).map((lock) => lock.name));

  // --- the fields of a form, as [key, value] ---

  function* controls(form) {
    const count = new Map();
    for (const control of form.elements) {
      const { name, type } = control;
      if (!name || NOT_TYPED.has(name) || NO_FIELDS.has(type) || control.disabled || control.tagName === "FIELDSET" || control.tagName === "OUTPUT") continue;
      count.set(name, (count.get(name) ?? 0) + 1);
      yield [`${name}#${count.get(name)}`, control];
    }
  }
  const isTick = (control) => control.type === "checkbox" || control.type === "radio";
  function valueOf(control) {
    if (isTick(control)) return control.checked ? "yes" : "";
    return control.multiple && control.options ? Array.from(control.selectedOptions, (option) => option.value).join("\n") : control.value;
  }
  function defaultOf(control) {
    if (isTick(control)) return control.defaultChecked ? "yes" : "";
    if (!control.options) return control.defaultValue;
    const chosen = Array.from(control.options).filter((option) => option.defaultSelected);
    return (chosen.length || control.multiple ? chosen : [control.options[0]]).map((option) => option?.value ?? "").join("\n");
  }
  const fieldsOf = (form, read = valueOf) => new Map(Array.from(controls(form), ([key, control]) => [key, read(control)]));

  function fill(form, fields) {
    // Rows that a script makes have to be there before they can be filled.
    form.dispatchEvent(new CustomEvent("editor:restore", { detail: fields }));
    for (const [key, control] of Array.from(controls(form))) {
      const value = fields.get(key);
      if (value === undefined || value === valueOf(control)) continue;
      if (control.closest("[data-editor]") && control.tagName === "TEXTAREA") editorText.replace(control, 0, control.value.length, value);
      else if (isTick(control)) control.checked = value !== "";
      else if (control.multiple && control.options) for (const option of control.options) option.selected = value.split("\n").includes(option.value);
      else control.value = value;
      control.dispatchEvent(new Event("input", { bubbles: true }));
      control.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  // --- what differs ---

  // [sign, line] of two texts: "-" stands in the form, "+" in the copy.
  function changedLines(old, fresh) {
    let [a, b] = [old.split("\n"), fresh.split("\n")];
    while (a.length && b.length && a[0] === b[0]) [a, b] = [a.slice(1), b.slice(1)];
    while (a.length && b.length && a.at(-1) === b.at(-1)) [a, b] = [a.slice(0, -1), b.slice(0, -1)];
    if (a.length * b.length > 250_000) return [...a.map((line) => ["-", line]), ...b.map((line) => ["+", line])];
    const table = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; i--) {
      for (let j = b.length - 1; j >= 0; j--) table[i][j] = a[i] === b[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
    const found = [];
    let [i, j] = [0, 0];
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && a[i] === b[j]) [i, j] = [i + 1, j + 1];
      else if (j === b.length || (i < a.length && table[i + 1][j] >= table[i][j + 1])) found.push(["-", a[i++]]);
      else found.push(["+", b[j++]]);
    }
    return found;
  }
  function differences(old, fresh) {
    return [...new Set([...old.keys(), ...fresh.keys()])]
      .map((key) => ({ key, lines: changedLines(old.get(key) ?? "", fresh.get(key) ?? "").filter(([, line]) => line !== "" ) }))
      .filter(({ lines }) => lines.length);
  }
  function countOf(found) {
    const of = (lines, sign) => lines.filter(([each]) => each === sign).length;
    return found.reduce((sum, { lines }) => sum + Math.max(of(lines, "+"), of(lines, "-")), 0);
  }
  const inWords = (count) => (count === 1 ? "1 line differs" : `${count} lines differ`);

  // --- one form ---

  globalThis.editorDrafts = (form) => {
    const place = document.querySelector("[data-typing]");
    const status = form.querySelector("[data-editor-kept]");
    const base = form.querySelector("[name=base_version]");
    const account = place?.dataset.account ?? "";
    const article = form.querySelector("[data-article]")?.dataset.article || "new";
    // A form that came back with an error holds typing that is nowhere else.
    const cameBack = form.querySelector(".errornote:not([hidden])") !== null;
    const atFirst = fieldsOf(form, defaultOf);
    let id = newName();
    let sent = "";
    let timer = 0;
    let since = 0;

    const isChanged = () => cameBack || Array.from(fieldsOf(form)).some(([key, value]) => value !== (atFirst.get(key) ?? "")) || controlsAreGone();
    function controlsAreGone() {
      const now = fieldsOf(form);
      return Array.from(atFirst).some(([key, value]) => value !== "" && !now.has(key));
    }

    async function keep() {
      clearTimeout(timer);
      [timer, since] = [0, 0];
      if (!account) return;
      try {
        if (isChanged()) {
          const at = Date.now();
          await put({ id, account, article, base: base?.value ?? "", at, sent, fields: Array.from(fieldsOf(form)) });
          status.querySelector("[data-editor-kept-at]").textContent = new Date(at).toLocaleTimeString("en-GB");
          status.hidden = false;
        } else {
          await drop(id);
          status.hidden = true;
        }
        place.querySelector("[data-drafts-off]").hidden = true;
      } catch {
        status.hidden = true;
        place.querySelector("[data-drafts-off]").hidden = false;
      }
    }
    function keepSoon() {
      sent = "";
      since ||= Date.now();
      clearTimeout(timer);
      timer = setTimeout(keep, Math.max(0, Math.min(WAIT, since + LONGEST - Date.now())));
    }

    async function offerWhatIsLeft({ again = true } = {}) {
      let waits = false;
      const locks = await held();
      const now = fieldsOf(form);
      const mine = (await all()).filter((draft) => draft.account === account && draft.article === article && draft.id !== id);
      for (const draft of mine.sort((one, other) => other.at - one.at)) {
        if (place.querySelector(`[data-draft-id="${draft.id}"]`)) continue;
        const found = differences(now, new Map(draft.fields));
        if (locks.has(LOCK + draft.id)) waits = true;
        else if (!found.length) await drop(draft.id);
        else if (place.querySelectorAll("[data-draft-id]").length < 3) offer(draft, found);
      }
      // The page before this one may not have let go yet.
      if (waits && again) setTimeout(() => offerWhatIsLeft({ again: false }).catch(() => {}), 1500);
    }

    function offer(draft, found) {
      const panel = place.querySelector("template[data-draft]").content.firstElementChild.cloneNode(true);
      const part = (name) => panel.querySelector(`[data-draft-${name}]`);
      const words = part("words");
      const fields = new Map(draft.fields);
      const day = new Date(draft.at).toLocaleString("en-US", { dateStyle: "long", timeStyle: "short" });
      const sentence = `You typed something here on ${day} that was never saved: ${inWords(countOf(found))}.`;
      panel.dataset.draftId = draft.id;
      words.textContent = sentence;
      part("older").hidden = !draft.base || draft.base === base?.value;
      part("base").textContent = draft.base;
      part("lines").append(...found.map(({ key, lines }) => listOf(key, lines)));
      part("show").addEventListener("click", (event) => {
        part("lines").hidden = !part("lines").hidden;
        event.target.setAttribute("aria-expanded", String(!part("lines").hidden));
      });

      let before = null;
      part("take").addEventListener("click", async (event) => {
        const [values, number, name] = before ?? [fields, draft.base, draft.id];
        if (!before && isChanged()) await keep();
        before = before ? null : [fieldsOf(form), base?.value ?? "", id];
        id = name;
        hold(id);
        // On the version that this typing began with: saving it puts both together when a newer one came.
        if (base) base.value = number;
        fill(form, values);
        keepSoon();
        words.textContent = before ? "It is in the form now. Save it, or put back what was there." : sentence;
        event.target.textContent = before ? "Put back what was there" : "Take it over";
        part("drop").hidden = before !== null;
        event.target.focus();
      });

      let isGone = false;
      part("drop").addEventListener("click", async (event) => {
        isGone = !isGone;
        await (isGone ? drop(draft.id) : put(draft)).catch(() => { isGone = !isGone; });
        words.textContent = isGone ? "It is thrown away." : sentence;
        event.target.textContent = isGone ? "No, keep it" : "Throw away";
        part("take").hidden = part("show").hidden = isGone;
      });
      place.querySelector("[data-drafts]").append(panel);
    }

    function listOf(key, lines) {
      const [name, number] = key.split("#");
      const control = form.elements[name]?.[0] ?? form.elements[name];
      const label = control?.labels?.[0]?.textContent.replace(/:$/, "").trim() || name;
      const box = document.createElement("div");
      box.append(Object.assign(document.createElement("h3"), { textContent: number === "1" ? label : `${label} ${number}` }));
      for (const [sign, line] of lines) {
        const element = document.createElement(sign === "+" ? "ins" : "del");
        element.textContent = `${sign === "+" ? "+ typed: " : "− now: "}${line}`;
        box.append(element);
      }
      return box;
    }

    async function begin() {
      if (!account) return;
      const saved = new Set(savedNames());
      for (const draft of await all()) {
        if (draft.at < Date.now() - OLD || (draft.sent && saved.has(draft.sent))) await drop(draft.id);
        // What came back with an error goes on under its own name.
        else if (draft.sent && draft.sent === place.dataset.sent && draft.account === account) id = draft.id;
      }
      hold(id);
      if (isChanged()) await keep();
      await offerWhatIsLeft();
    }

    form.addEventListener("input", keepSoon);
    form.addEventListener("change", keepSoon);
    const now = () => { if (timer) keep(); };
    addEventListener("pagehide", now);
    document.addEventListener("visibilitychange", () => { if (document.hidden) now(); });
    begin().catch(() => { if (place) place.querySelector("[data-drafts-off]").hidden = false; });

    return {
      account,
      isChanged,
      // Keeps what is about to be sent under a name, which the server gives back when it is saved.
      async send() {
        sent = newName();
        const field = form.elements._kept ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "_kept" }));
        field.value = sent;
        await keep();
      },
    };
  };
})();
