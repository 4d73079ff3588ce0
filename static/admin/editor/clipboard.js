// HTML from the clipboard to the Markdown of this site: headings, lists, links, tables and bold stay, all else is
// words. The HTML is read into a document that shows nothing, loads nothing and runs nothing.
globalThis.editorClipboard = (() => {
  const { lists, tables, unwrap, rename } = editorShapes;
  const GONE = [
    "script, style, noscript, template, iframe, object, embed, svg, math, canvas, video, audio, link, meta, title",
    "nav, footer, form button, button, input, select, textarea, hr, [role=navigation], [hidden], [aria-hidden=true]",
    // Comments of Word, and words that only screen readers meet.
    ".MsoCommentReference, .msocomtxt, .msocomanchor, .visually-hidden, .sr-only",
  ].join();
  const HIDDEN = /display:\s*none|mso-hide:\s*all|mso-element:\s*comment/i;
  const BLOCKS = "p, div, li, td, th, h1, h2, h3, h4, h5, h6, blockquote, section, article, figcaption, dt, dd, body";
  const HEADINGS = "h1, h2, h3, h4, h5, h6";
  const RAISED = { 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹", "-": "⁻", "−": "⁻", "+": "⁺" };
  const LOWERED = { 0: "₀", 1: "₁", 2: "₂", 3: "₃", 4: "₄", 5: "₅", 6: "₆", 7: "₇", 8: "₈", 9: "₉" };
  const OWN = /^\/(?:es\/|pt-br\/)?(?:(therapy|guide|comparison|visit|page)\/([a-z0-9-]+)|questions\/([a-z0-9-]+)|words)\/?$/;

  // The policy of this page holds in that document too: every style and handler would be refused with a message in
  // the console. They become data instead.
  function parse(html) {
    const words = html
      .replace(/<style\b[^]*?(?:<\/style>|$)/gi, "")
      .replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/\s(style|on[a-z]+)\s*=/gi, " data-$1="));
    return new DOMParser().parseFromString(words, "text/html").body;
  }

  function markdown() {
    const service = new TurndownService({ headingStyle: "atx", bulletListMarker: "-", strongDelimiter: "**", br: "  " });
    // `escape` below knows where a line begins; Turndown's own does not.
    service.escape = (words) => words;
    service.addRule("item", { filter: "li", replacement: item });
    service.addRule("link", { filter: (node) => node.nodeName === "A", replacement: (words, node) => link(words, node) });
    service.addRule("cell", {
      filter: "td",
      replacement: (words) => ` ${words.trim().replace(/\s+/g, " ").replace(/ ;/g, ";").replace(/\\?\|/g, "\\|")} |`,
    });
    service.addRule("row", { filter: "tr", replacement: (cells) => `|${cells}\n` });
    service.addRule("body", { filter: ["thead", "tbody", "tfoot"], replacement: (rows) => rows });
    service.addRule("table", { filter: "table", replacement: table });
    return service;
  }

  function item(words, node) {
    const list = node.parentNode;
    const number = Number(list.getAttribute("start") || 1) + [...list.children].indexOf(node);
    const mark = list.nodeName === "OL" ? `${number}. ` : "- ";
    const inside = words.trim().replace(/\n{2,}(?=\s*(?:- |\d+\. ))/g, "\n").replace(/\n(?=.)/g, `\n${" ".repeat(mark.length)}`);
    return `${mark}${inside}${node.nextElementSibling ? "\n" : ""}`;
  }

  function link(words, node) {
    const inside = words.trim();
    return inside ? words.replace(inside, () => `[${inside.replace(/\s+/g, " ")}](${node.getAttribute("href")})`) : "";
  }

  function table(words, node) {
    const [header, ...rows] = words.trim().split("\n");
    const line = `|${" --- |".repeat(node.rows[0].cells.length)}`;
    return `\n\n${[header, line, ...rows].join("\n")}\n\n`;
  }

  // An address as it may stand in a link of a text; "" for none. A page of this site gets its short form.
  function address(written) {
    if (!/^https?:\/\//i.test(written) || !URL.canParse(written)) return "";
    const url = new URL(written);
    // What Google Docs and Outlook put around the links of others.
    const inner = url.hostname.endsWith(".safelinks.protection.outlook.com") ? url.searchParams.get("url")
      : /^www\.google\.[a-z.]+$/.test(url.hostname) && url.pathname === "/url" ? url.searchParams.get("q") ?? url.searchParams.get("url")
        : "";
    if (inner) return address(inner);
    if (url.origin === location.origin) {
      const [whole, kind, slug, question] = url.pathname.match(OWN) ?? [];
      if (kind) return `${kind}/${slug}${url.hash}`;
      if (question) return `question/${question}`;
      if (whole && url.hash) return `word/${url.hash.slice(1)}`;
    }
    return url.href.replace(/[<>"'\\^`{|}()\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  }

  function clean(body, notes) {
    notes.pictures = body.querySelectorAll("img").length;
    body.querySelectorAll("img").forEach((image) => image.remove());
    body.querySelectorAll(GONE).forEach((element) => element.remove());
    for (const element of body.querySelectorAll("[data-style]")) if (HIDDEN.test(element.dataset.style)) element.remove();
    // Struck-out words are words that somebody took away: as plain words they would say the opposite.
    const struck = [...body.querySelectorAll("del, s, strike, [data-style*=line-through]")].filter((element) => element.textContent.trim());
    notes.struck = struck.length;
    struck.forEach((element) => element.remove());
    for (const element of body.querySelectorAll("sup, sub")) raise(element);
    for (const words of textsIn(body)) {
      words.data = words.data.replace(/[\u00ad\u200b\u2060\ufeff]/g, "").replace(/[\u00a0\u2000-\u200a\u202f]/g, " ");
    }
  }

  // 10⁶ must not become 106.
  function raise(element) {
    const signs = element.nodeName === "SUP" ? RAISED : LOWERED;
    const words = element.textContent.trim();
    if (words && !element.querySelector("a") && [...words].every((sign) => sign in signs)) {
      element.textContent = [...words].map((sign) => signs[sign]).join("");
    }
  }

  function textsIn(body) {
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    return found;
  }

  function bold(body) {
    const weight = (element) => element.dataset.style?.match(/(?:^|;)\s*font-weight:\s*([a-z0-9]+)/i)?.[1] ?? "";
    for (const span of body.querySelectorAll("span, font")) {
      if (/^(bold|bolder|[6-9]00)$/.test(weight(span)) && !span.querySelector("b, strong")) rename(span, "strong");
    }
    for (const strong of body.querySelectorAll("b, strong")) {
      const isNone = /^(normal|[1-4]00)$/.test(weight(strong)) || strong.closest(`${HEADINGS}, th`) || strong.querySelector(BLOCKS);
      if (isNone || strong.parentNode.closest("b, strong")) unwrap(strong);
    }
    body.normalize();
    // Word cuts bold words into pieces.
    for (const strong of body.querySelectorAll("b, strong")) {
      let next = strong.nextSibling;
      while (next && (next.matches?.("b, strong") || (!next.matches && !next.data.trim() && next.nextSibling?.matches?.("b, strong")))) {
        strong.append(next);
        if (next.matches) unwrap(next);
        next = strong.nextSibling;
      }
    }
    body.querySelectorAll("em, i, u, mark, code, kbd, tt").forEach(unwrap);
  }

  // The first heading is one level below the heading above, or higher; no level is skipped.
  function headings(body, above) {
    for (const element of body.querySelectorAll("p.MsoTitle, [role=heading]")) {
      rename(element, `h${Math.min(6, Number(element.getAttribute("aria-level")) || 1)}`);
    }
    for (const mark of body.querySelectorAll("h1 span, h2 span, h3 span, h4 span, h5 span, h6 span")) {
      if (/mso-list:\s*ignore/i.test(mark.dataset.style ?? "")) mark.remove();
    }
    for (const element of body.querySelectorAll(HEADINGS)) {
      if (!element.textContent.trim() || element.closest("td, th")) unwrap(element);
    }
    for (const element of body.querySelectorAll("li > h1, li > h2, li > h3, li > h4, li > h5, li > h6")) {
      const list = element.closest("ul, ol");
      // A numbered heading; any other one is words of its entry.
      if (list.textContent.trim() === element.textContent.trim()) list.replaceWith(element);
      else rename(element, "p");
    }
    const levels = [...body.querySelectorAll(HEADINGS)];
    const shift = levels.some((element) => element.nodeName === "H1") ? 1 : 0;
    let last = above;
    for (const element of levels) {
      last = Math.min(Number(element.nodeName[1]) + shift, last + 1, 4);
      const heading = rename(element, `h${last}`);
      heading.textContent = heading.textContent.replace(/\s+/g, " ").trim();
    }
  }

  function links(body) {
    for (const anchor of body.querySelectorAll("a")) {
      const target = address((anchor.getAttribute("href") ?? "").trim());
      if (target) anchor.setAttribute("href", target);
      else unwrap(anchor);
    }
  }

  // Signs that would mean something to Markdown and that their author meant as signs.
  function escape(body) {
    let block = null;
    for (const text of textsIn(body)) {
      const own = text.parentNode.closest(BLOCKS);
      const begins = own !== block || text.previousSibling?.nodeName === "BR";
      if (text.data.trim()) block = own;
      let words = text.data
        .replace(/\\(?=[!-/:-@[-`{-~])/g, "\\\\")
        .replace(/(?<!\s)\*|\*(?!\s)/g, "\\*")
        .replace(/`/g, "\\`")
        .replace(/(?<![\p{L}\p{N}_])_{1,2}(?=[\p{L}\p{N}])|(?<=[\p{L}\p{N}])_{1,2}(?![\p{L}\p{N}_])/gu, (signs) => signs.replaceAll("_", "\\_"))
        .replace(/<(?=[a-z/!?])/gi, "\\<")
        .replace(/&(?=#?\w+;)/g, "\\&");
      if (begins) {
        words = words.replace(/^(\s*)([-+>]|#{1,6}|=+|~{3,}|:{3,})(?=\s|$)/, "$1\\$2").replace(/^(\s*\d{1,9})([.)])(?=\s|$)/, "$1\\$2");
      }
      text.data = words;
    }
  }

  // What is said about a paste, and its Markdown. `above` is the level of the heading above the cursor, 1 for the title.
  function markdownOf(html, above = 1) {
    const body = parse(html);
    const notes = {};
    clean(body, notes);
    for (const pre of body.querySelectorAll("pre")) {
      const lines = pre.textContent.trim().split("\n");
      rename(pre, "p").replaceChildren(...lines.flatMap((line) => [line, body.ownerDocument.createElement("br")]));
    }
    body.querySelectorAll("blockquote").forEach((quote) => rename(quote, "div"));
    lists(body);
    headings(body, above);
    bold(body);
    links(body);
    tables(body);
    escape(body);
    const words = markdown().turndown(body)
      .replace(/(?: {2}\n\s*){2,}/g, "\n\n")
      .replace(/[ \t]+\n(?=\n|$)/g, "\n")
      .replace(/\n{3,}/g, "\n\n");
    return { words: words.trim(), notes };
  }

  // Whether HTML says more than its words: otherwise the words alone are pasted.
  function hasShape(html) {
    const body = parse(html);
    return body.querySelector(`${HEADINGS}, [role=heading], li, table tr + tr, td + td, a[href], .MsoTitle, [class^=MsoList]`) !== null;
  }

  function hasParagraphs(html) {
    const body = parse(html);
    return body.querySelectorAll("p, div, br").length > 1 || body.querySelector("b, strong, sup, sub, del, s") !== null;
  }

  return { markdownOf, hasShape, hasParagraphs, address };
})();
