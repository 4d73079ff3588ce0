// The live preview: asks for the page that patients would see, and for the check of the text.
// The frame is sandboxed without scripts; its document comes from our own guarded address.
(() => {
  const WAIT = 300; // ms after the last key
  const HEIGHT = { 375: 700, 1280: 960 }; // of the screens shown, in pixels of the page
  const SIGNED_OUT = "You are signed out. Your text is still here.";
  const NO_ANSWER = "The preview did not arrive. Your text is still here; this page tries again when you go on writing.";

  // --- Asking: one request at a time, and a newer one ends the older -----------------------------

  // Resolves to the answer, or to { trouble, isSignedOut }. Rejects when it was ended.
  async function ask(form, url, signal, mayRenew = true) {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    data.set("article", document.querySelector("[data-article]")?.dataset.article ?? "");
    const response = await fetch(url, { method: "POST", body: data, headers: { Accept: "application/json" }, signal });
    const isAnswer = response.headers.get("Content-Type")?.startsWith("application/json") && !response.redirected;
    const answer = isAnswer ? await response.json() : {};
    if (response.ok && isAnswer) return answer;
    if (response.status === 401 || response.redirected) return { trouble: SIGNED_OUT, isSignedOut: true };
    // After signing in again, in another tab, the form needs the token of that session.
    if (response.status === 403 && !isAnswer && mayRenew && (await renewToken(form, signal))) return ask(form, url, signal, false);
    if (response.status === 403) return { trouble: `No preview: ${answer.error ?? "you may not do this."} Your text is still here.`, isSignedOut: true };
    return { trouble: NO_ANSWER };
  }

  async function renewToken(form, signal) {
    const page = await fetch(location.href, { headers: { Accept: "text/html" }, signal });
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector(`#${form.id} [name=csrfmiddlewaretoken]`);
    if (fresh) form.querySelector("[name=csrfmiddlewaretoken]").value = fresh.value;
    return Boolean(fresh);
  }

  function follow(editor, form) {
    const checkUrl = editor.querySelector("[data-check-url]").dataset.checkUrl;
    const show = frameOf(editor);
    let timer = 0;
    let asking = null;
    let isInTrouble = false;

    const tell = (name, detail) => editor.dispatchEvent(new CustomEvent(name, { detail }));

    async function run() {
      asking?.abort();
      const mine = (asking = new AbortController());
      try {
        const page = await ask(form, editor.dataset.previewUrl, mine.signal);
        // The check takes longer than the page, so the page does not wait for it.
        const check = page.trouble ? page : (show(page), await ask(form, checkUrl, mine.signal));
        if (mine.signal.aborted) return;
        isInTrouble = Boolean(check.trouble);
        tell(isInTrouble ? "editor:trouble" : "editor:checked", check);
      } catch {
        if (mine.signal.aborted) return;
        isInTrouble = true;
        tell("editor:trouble", { trouble: NO_ANSWER });
      }
    }

    function soon() {
      // What is under way answers for an older text.
      asking?.abort();
      clearTimeout(timer);
      timer = setTimeout(run, WAIT);
    }

    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    // Back from signing in, in another tab.
    addEventListener("focus", () => { if (isInTrouble) soon(); });
    if (editor.querySelector("textarea").value) run();
    else tell("editor:trouble", { trouble: "The preview appears here as you write." });
  }

  // --- The frame -----------------------------------------------------------------------------

  function frameOf(editor) {
    const frame = editor.querySelector("[data-editor-frame]");
    const text = editor.querySelector("textarea");
    const stage = editor.querySelector("[data-editor-stage]");
    const factList = editor.querySelector("[data-editor-facts]");
    const mark = editor.querySelector("[data-editor-mark]");
    let facts = [];
    let places = [];

    // The page changes in its place: nothing flickers, it stays scrolled as it is, and opened answers stay open.
    function show(answer) {
      if (!answer.html) return;
      facts = answer.facts;
      listFacts();
      const shown = frame.contentDocument;
      if (!shown?.querySelector("main")) {
        frame.srcdoc = answer.html;
        return;
      }
      const { scrollX: left, scrollY: top } = frame.contentWindow;
      const opened = new Set([...shown.querySelectorAll("details[open]")].map(nameOf));
      const next = new DOMParser().parseFromString(answer.html, "text/html");
      for (const details of next.querySelectorAll("details")) if (opened.has(nameOf(details))) details.open = true;
      shown.documentElement.lang = next.documentElement.lang;
      shown.body.replaceWith(shown.adoptNode(next.body));
      frame.contentWindow.scrollTo({ left, top, behavior: "instant" });
      placeFacts();
    }

    const nameOf = (details) => details.querySelector("summary")?.textContent.trim();

    frame.addEventListener("load", () => {
      const page = frame.contentDocument;
      if (!page?.querySelector("main")) return;
      page.addEventListener("click", (event) => clicked(event, page));
      page.addEventListener("mousemove", (event) => pointAt(event, page));
      placeFacts();
    });

    // --- Clinic facts: marked without a change to the page ---

    function placeFacts() {
      places = facts.flatMap((fact) => rangesOf(fact)).filter(({ range, fact }) => range.toString() === fact.value);
      highlight("clinic-facts", mark.ariaPressed === "true" ? places : []);
      highlight("clinic-fact-here", []);
    }

    function rangesOf(fact) {
      const page = frame.contentDocument;
      const walker = page.createTreeWalker(page.querySelector("main"), NodeFilter.SHOW_TEXT);
      const wanted = [...fact.places];
      const found = [];
      for (let node = walker.nextNode(), at = 0; node && wanted.length; at += node.length, node = walker.nextNode()) {
        while (wanted.length && wanted[0][0] < at + node.length) {
          const [start, end] = wanted.shift();
          const range = page.createRange();
          range.setStart(node, start - at);
          range.setEnd(node, Math.min(node.length, end - at));
          found.push({ range, fact });
        }
      }
      return found;
    }

    // Browsers that cannot mark a range show the list below the frame, and clicks lead to the facts all the same.
    function highlight(name, marked) {
      const { CSS, Highlight } = frame.contentWindow;
      if (Highlight) CSS.highlights.set(name, new Highlight(...marked.map(({ range }) => range)));
    }

    function placeAt({ clientX: x, clientY: y }) {
      const isIn = (box) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
      return places.find(({ range }) => [...range.getClientRects()].some(isIn));
    }

    function pointAt(event, page) {
      const place = placeAt(event);
      highlight("clinic-fact-here", place ? [place] : []);
      page.documentElement.style.cursor = place ? "pointer" : "";
    }

    function listFacts() {
      factList.hidden = facts.length === 0;
      factList.querySelector("summary").textContent = `Clinic facts on this page: ${facts.length}`;
      factList.querySelector("[data-editor-fact-list]").replaceChildren(...facts.map((fact) => {
        const item = document.createElement("li");
        const way = Object.assign(document.createElement("a"), { href: fact.url, target: "_blank", rel: "noopener", textContent: fact.label });
        item.append(way, `: ${fact.value}`);
        return item;
      }));
    }

    mark.addEventListener("click", () => {
      mark.ariaPressed = String(mark.ariaPressed !== "true");
      factList.open = mark.ariaPressed === "true";
      if (frame.contentDocument?.querySelector("main")) placeFacts();
    });

    // --- Clicks ---

    function clicked(event, page) {
      const place = placeAt(event);
      const link = event.target.closest("a");
      if (place || link) event.preventDefault();
      if (place) open(place.fact.url, "_blank", "noopener");
      else if (link) goInside(page, link.getAttribute("href") ?? "");
      else if (!event.target.closest("summary, button, input, label") && matchMedia("(pointer: fine)").matches) goToSource(event, page);
    }

    function goInside(page, address) {
      const target = address.startsWith("#") && page.getElementById(decodeURIComponent(address.slice(1)));
      if (!target) return;
      for (let around = target.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
      target.scrollIntoView();
    }

    // The words that were clicked stand in the text as they are: the same words for the third time are its third.
    function goToSource({ target }, page) {
      if (frame.contentWindow.getSelection().toString() || !target.closest(".article__body")) return;
      const walker = page.createTreeWalker(page.querySelector(".article__body"), NodeFilter.SHOW_TEXT);
      const nodes = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) nodes.push(node);
      const own = nodes.filter((node) => target.contains(node) && node.data.trim().length > 2);
      const longest = own.reduce((most, node) => (node.length > (most?.length ?? 0) ? node : most), null);
      if (!longest) return;
      const words = longest.data.trim().split("\n")[0];
      const before = nodes.slice(0, nodes.indexOf(longest)).filter((node) => node.data.includes(words)).length;
      let at = -1;
      for (let left = before; left >= 0; left--) {
        const next = text.value.indexOf(words, at + 1);
        if (next < 0) break;
        at = next;
      }
      if (at >= 0) editorText.goToLine(text, editorText.lineOf(text, at));
    }

    // --- Widths: the page is laid out as on that screen, and made smaller where there is less room ---

    let width = 375;
    function fit() {
      const scale = Math.min(1, stage.clientWidth / width) || 1;
      Object.assign(frame.style, { width: `${width}px`, height: `${HEIGHT[width]}px`, transform: `scale(${scale})` });
      stage.style.height = `${HEIGHT[width] * scale}px`;
    }
    for (const button of editor.querySelectorAll("[data-editor-width]")) {
      button.addEventListener("click", () => {
        width = Number(button.dataset.editorWidth);
        for (const other of editor.querySelectorAll("[data-editor-width]")) other.ariaPressed = String(other === button);
        fit();
      });
    }
    new ResizeObserver(fit).observe(stage);
    fit();

    return show;
  }

  for (const editor of document.querySelectorAll("[data-editor]")) follow(editor, editor.closest("form"));
})();
