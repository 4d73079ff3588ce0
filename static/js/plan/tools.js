// What one does with a visit plan: its buttons, and the card for the driver with its hour. What a button does is fetched when
// it is pressed: calendar.js, paper.js, ticks.js and symptoms.js. Without this script the plan and the card read as they are.
(() => {
  const root = document.querySelector("[data-plan]");
  const words = root?.querySelector("[data-plan-tool-words]")?.content;
  const times = globalThis.clinicPlan;
  if (!words || !times?.momentOf) return;
  const place = root.querySelector("[data-plan-tools]");
  const { fileCalendar: calendar, filePaper: paper, fileTicks: ticks, fileSymptoms: symptoms } = place.dataset;
  const { code, zone, endMinutes, endLeast } = root.dataset;

  const put = (name, where) => {
    const part = words.querySelector(`[data-tools=${name}]`).cloneNode(true);
    where?.append(part);
    return part;
  };
  const card = root.querySelector("[data-driver]");
  const tools = put("plan", place);
  const cardTools = put("driver", card?.parentElement);
  const button = (group, name) => group.querySelector(`[data-tool=${name}]`);

  // Told in the group of buttons that was pressed, where a screen reader waits for it.
  const tell = (group, name, values = {}) => {
    const told = group.querySelector("[role=status]");
    told.textContent = Object.entries(values).reduce((all, [key, value]) => all.replace(`{${key}}`, value), told.dataset[name]);
  };
  times.tools = { root, tools, cardTools, card, words, button, tell, address: code && `${location.origin}/e/${code}` };

  // --- What is fetched after a press ---

  times.load = (src) => new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement("script"), { src, onload: resolve, onerror: reject }));
  });

  const isThere = {}; // false while a file is on its way
  const get = (src, done, failed) => {
    if (src in isThere) return;
    isThere[src] = false;
    times.load(src).then(() => {
      isThere[src] = true;
      done?.();
    }, () => {
      delete isThere[src];
      failed?.();
    });
  };

  // The file listens for the same press, which comes again once the file is there.
  const later = (src, group, target) => target?.addEventListener("click", (event) => {
    if (isThere[src]) return;
    event.preventDefault();
    get(src, () => target.click(), () => tell(group, "failed"));
  });

  later(calendar, tools, button(tools, "calendar"));
  const tick = button(tools, "tick");
  tick.hidden = !root.querySelector("[data-step]:not([data-appointment])");
  later(ticks, tools, tick);
  later(paper, tools, button(tools, "print"));
  later(paper, cardTools, button(cardTools, "print"));
  later(paper, cardTools, button(cardTools, "share"));
  try {
    if (localStorage.getItem("visit-plan-ticks")) get(ticks);
  } catch {
    // A phone that keeps nothing has no ticks.
  }

  const form = document.querySelector("[data-symptoms] form");
  if (form) {
    form.hidden = false;
    later(symptoms, form, form.querySelector("button"));
    if (history.state?.dripEnded) get(symptoms);
  }

  // --- Card for the driver ---

  const when = card?.querySelector("[data-driver-when]");
  const relative = when?.textContent;

  const showPickUp = () => {
    if (!when) return;
    const instant = times.current?.instant;
    const to = instant + endMinutes * 60_000;
    const from = instant + (endLeast || endMinutes) * 60_000;
    when.textContent = !instant ? relative : (from === to ? when.dataset.about : when.dataset.between)
      .replace("{from}", times.clock(from, zone)).replace("{to}", times.clock(to, zone)).replace("{day}", times.day(to, zone));
  };
  root.addEventListener("plan:time", showPickUp);
  showPickUp();
})();
