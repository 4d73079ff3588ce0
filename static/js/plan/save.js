// Makes the copies for keep.js, which loads this file after a press: the plan, the pages around it, what they load, and
// the worker that answers with them while there is no network. Everything is asked for by plain GETs.
(() => {
  const { script, cache: name, week, box, root, main, find, moment } = clinicPlan.keep;
  const { worker, pages, preparing, food } = box.dataset;
  const canonical = document.querySelector("link[rel=canonical]");
  const addresses = new Set([main, canonical ? new URL(canonical.href).pathname : main, ...pages.split(" ")]);

  const plainly = (words) => ` ${words.replace(/\W+/g, " ").trim()} `;
  const rules = food.split("|").map(plainly).filter((rule) => rule.trim());
  // The innermost lines only: a list is not held back for one of its lines.
  const markFood = (copy) => {
    for (const line of [...copy.querySelectorAll("main :is(li, p, td)")].reverse()) {
      const words = plainly(line.textContent);
      if (!line.querySelector("[data-food]") && rules.some((rule) => words.includes(rule))) line.dataset.food = "";
    }
  };

  // A plan knows by itself which of its rules nobody has checked by their day; the pages around it do not.
  const untilOf = (at) => {
    const days = [...root.querySelectorAll("[data-food][data-hold-from]")].map(({ dataset }) => Date.parse(dataset.holdFrom));
    return Math.min(at + week, ...days);
  };

  const copyOf = (html, address, at) => {
    const copy = new DOMParser().parseFromString(html, "text/html");
    const isPlan = copy.querySelector("[data-plan]");
    copy.documentElement.dataset.keptUntil = isPlan ? at + week : untilOf(at);
    const words = copy.importNode(find("copy").content, true);
    words.querySelector("[data-kept-when]").textContent = moment(at);
    copy.querySelector("main").prepend(words);
    // Of a picture in several sizes only the one that every browser knows is kept.
    copy.querySelectorAll("source").forEach((source) => source.remove());
    copy.querySelectorAll("[srcset]").forEach((picture) => picture.removeAttribute("srcset"));
    if (!isPlan) copy.head.append(Object.assign(copy.createElement("script"), { src: script, defer: true }));
    if (address === preparing) markFood(copy);
    return copy;
  };

  const pageAt = async (address, at, isRenewed) => {
    // What has just been loaded is not asked for again.
    const cache = isRenewed && address === location.pathname ? "force-cache" : "no-cache";
    const answer = await fetch(address, { credentials: "omit", cache });
    const isGone = answer.status === 404 || answer.status === 410;
    if (isGone && address !== main) return { address };
    if (!answer.ok) throw new Error(`${address} answers ${answer.status}.`);
    const copy = copyOf(await answer.text(), address, at);
    const headers = new Headers(answer.headers);
    for (const header of ["content-encoding", "content-length", "etag"]) headers.delete(header);
    const page = new Response(`<!doctype html>${copy.documentElement.outerHTML}`, { headers });
    return { address: new URL(answer.url).pathname, copy, page };
  };

  const filesOf = (copies) => {
    const loaded = performance.getEntriesByType("resource").filter(({ initiatorType }) => /^(link|script|css|img)$/.test(initiatorType));
    const named = copies.flatMap(({ copy }) => [...copy.querySelectorAll("img, script[src], link[rel=stylesheet], link[rel=icon]")]);
    const files = [...loaded.map((entry) => entry.name), ...named.map(({ src, href }) => src || href)];
    return new Set(files.filter((file) => file.startsWith(`${location.origin}/`)));
  };

  const active = (registration) => new Promise((resolve, reject) => {
    const one = registration.installing ?? registration.waiting ?? registration.active;
    const look = () => {
      if (one.state === "activated") resolve();
      if (one.state === "redundant") reject(one);
    };
    one.addEventListener("statechange", look);
    look();
  });

  // Gives the moment of the copies in ms. Nothing is kept unless all pages came.
  clinicPlan.keep.copies = async (isRenewed) => {
    const at = Date.now();
    const answers = await Promise.all([...addresses].map((address) => pageAt(address, at, isRenewed)));
    const copies = answers.filter(({ page }) => page);
    const cache = await caches.open(name);
    for (const { address, page } of answers) if (!page) await cache.delete(address);
    // A picture that does not come costs the picture, not the plan.
    await Promise.all([...filesOf(copies)].map((file) => cache.add(file).catch(() => null)));
    await Promise.all(copies.map(({ address, page }) => cache.put(address, page)));
    await Promise.all(copies.map(({ address }) => navigator.serviceWorker.register(worker, { scope: address }).then(active)));
    return at;
  };
})();
