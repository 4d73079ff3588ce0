// What one does with a visit plan: calendar file, one page of paper, ticks, and the card for the driver.
// Without this script the plan and the card read as they are. Nothing is sent; ticks are kept only after a press.
(() => {
  const plan = document.querySelector("[data-plan]");
  const words = plan?.querySelector("[data-plan-tool-words]")?.content;
  if (!words) return;
  const root = document.documentElement;
  const code = plan.dataset.code;
  const address = code && `${location.origin}/e/${code}`;

  let times = globalThis.clinicPlan?.current ?? { instant: null, steps: [] };

  const put = (name, place) => {
    const part = words.querySelector(`[data-tools=${name}]`)?.cloneNode(true);
    if (part) place?.append(part);
    return part;
  };
  const tools = put("plan", plan.querySelector("[data-plan-tools]"));
  const card = plan.querySelector("[data-driver]");
  const cardTools = put("driver", card?.parentElement);
  const button = (group, name) => group?.querySelector(`[data-tool=${name}]`);
  const onPress = (group, name, action) => button(group, name)?.addEventListener("click", action);

  // Told in the group of buttons that was pressed, where a screen reader waits for it.
  const tell = (group, name, values = {}) => {
    const told = group.querySelector("[role=status]");
    told.textContent = Object.entries(values).reduce((all, [key, value]) => all.replace(`{${key}}`, value), told.dataset[name]);
  };

  // --- Calendar ---

  const download = (text) => {
    const url = URL.createObjectURL(new Blob([text], { type: "text/calendar;charset=utf-8" }));
    const link = Object.assign(document.createElement("a"), { href: url, download: "appointment.ics" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };

  const addToCalendar = () => {
    const { instant, steps } = times;
    if (!instant) {
      tell(tools, "noTime");
      plan.querySelector("[data-plan-ask] input")?.focus();
      return;
    }
    const text = clinicPlan.calendar({
      instant, steps, now: Date.now(), zone: plan.dataset.zone, endMinutes: Number(plan.dataset.endMinutes), words: tools.dataset,
      // The plan opens with its times again. What stands after # never reaches a server.
      address: address && `${address}#t=${new Date(instant).toISOString().slice(0, 16)}Z`,
    });
    if (!text) return tell(tools, "past");
    download(text);
    const n = text.split("BEGIN:VEVENT").length - 1;
    tell(tools, steps.some(({ held }) => held) ? "calendarHeld" : "calendar", { n });
  };
  if (globalThis.clinicPlan?.calendar) onPress(tools, "calendar", addToCalendar);
  else button(tools, "calendar")?.remove();

  // --- Paper ---

  // The picture is fetched only for paper. Offline the paper goes without it.
  const showPicture = async () => {
    const slot = plan.querySelector("[data-plan-qr]");
    if (!slot) return;
    const picture = slot.firstChild ?? slot.appendChild(Object.assign(new Image(), { alt: slot.dataset.alt, src: `${code ? `/e/${code}/` : location.pathname}qr.svg` }));
    const late = new Promise((done) => { setTimeout(done, 3000); });
    await Promise.race([picture.decode(), late]).catch(() => picture.remove());
  };

  // All steps go on one page: the more words, the smaller the letters. 30 stands for what the last line of a step leaves free.
  const LETTERS = 410_000; // measured: letters times the square of their size in points that a page of Letter or A4 holds
  const fit = () => {
    const letters = [...plan.querySelectorAll("[data-step]")].reduce((sum, step) => sum + 30 + step.innerText.replace(/\s+/g, " ").length, 0);
    root.style.setProperty("--print-size", `${Math.max(7.5, Math.min(11, Math.sqrt(LETTERS / letters))).toFixed(2)}pt`);
  };

  const print = async (what) => {
    root.dataset.print = what;
    fit();
    const where = plan.querySelector("[data-plan-address]");
    if (where) where.textContent = (address || location.origin + location.pathname).replace(/^https?:\/\//, "");
    if (what === "plan") await showPicture();
    globalThis.print();
  };
  addEventListener("afterprint", () => { delete root.dataset.print; });
  onPress(tools, "print", () => print("plan"));
  onPress(cardTools, "print", () => print("driver"));

  // --- Ticks ---

  const KEY = "visit-plan-ticks";
  const LONGEST = 60 * 24 * 60 * 60 * 1000; // nobody needs the ticks of a visit 60 days later
  const steps = [...plan.querySelectorAll("[data-step]")].filter((step) => !step.hasAttribute("data-appointment"));

  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY));
    } catch {
      return null;
    }
  };

  const keep = () => {
    const done = steps.filter((step) => step.querySelector("[data-tick]")?.checked).map((step) => step.id);
    localStorage.setItem(KEY, JSON.stringify({ page: location.pathname, version: plan.dataset.version, on: Date.now(), done }));
  };

  const mark = (step, box) => step.classList.toggle("plan__step--done", box.checked);

  const addBox = (step, done) => {
    const label = words.querySelector("[data-tick-label]").cloneNode(true);
    const box = label.querySelector("[data-tick]");
    const what = step.querySelector("[data-step-words]");
    label.querySelector("[data-tick-words]").textContent = (what.querySelector("strong") ?? what).textContent.trim();
    box.checked = done.includes(step.id);
    box.addEventListener("change", () => {
      mark(step, box);
      keep();
    });
    mark(step, box);
    step.append(label);
  };

  const showTicks = (done) => {
    button(tools, "tick").hidden = true;
    button(tools, "forget").hidden = false;
    steps.forEach((step) => addBox(step, done));
    plan.dispatchEvent(new Event("change"));
  };

  const startTicks = () => {
    try {
      keep();
    } catch {
      return tell(tools, "refused");
    }
    showTicks([]);
    tell(tools, "ticks");
    button(tools, "forget").focus();
  };

  const forgetTicks = () => {
    localStorage.removeItem(KEY);
    steps.forEach((step) => {
      step.querySelector("[data-tick-label]")?.remove();
      step.classList.remove("plan__step--done");
    });
    button(tools, "tick").hidden = false;
    button(tools, "tick").focus();
    button(tools, "forget").hidden = true;
    tell(tools, "forgotten");
  };

  const goOn = () => {
    const kept = read();
    if (!kept) return;
    if (Date.now() - kept.on > LONGEST) return localStorage.removeItem(KEY);
    if (kept.page !== location.pathname) return;
    if (kept.version === plan.dataset.version) return showTicks(kept.done);
    // Its steps may be others now: a tick beside the wrong one would be worse than none.
    localStorage.removeItem(KEY);
    tell(tools, "changed");
  };

  if (tools && steps.length) {
    onPress(tools, "tick", startTicks);
    onPress(tools, "forget", forgetTicks);
    goOn();
  } else button(tools, "tick")?.remove();

  // --- Card for the driver ---

  const MINUTE = 60_000;
  const when = card?.querySelector("[data-driver-when]");
  const relative = when?.textContent;

  const showPickUp = () => {
    if (!when || !globalThis.clinicPlan?.clock) return;
    const { zone, endMinutes, endLeast } = plan.dataset;
    const to = times.instant + Number(endMinutes) * MINUTE;
    const from = times.instant + Number(endLeast || endMinutes) * MINUTE;
    const form = from === to ? when.dataset.about : when.dataset.between;
    when.textContent = !times.instant ? relative : form
      .replace("{from}", clinicPlan.clock(from, zone)).replace("{to}", clinicPlan.clock(to, zone)).replace("{day}", clinicPlan.day(to, zone));
  };

  const cardText = () => [...card.querySelectorAll("h3, h4, p, li")]
    .map((part) => (part.matches("li") ? "- " : "") + part.textContent.trim().replace(/\s+/g, " "))
    .concat(card.querySelector("a[data-driver-page]").href).join("\n");

  const share = async () => {
    const text = cardText();
    try {
      if (navigator.share) return await navigator.share({ text });
      await navigator.clipboard.writeText(text);
      tell(cardTools, "copied");
    } catch (error) {
      // Closing the list of apps is no fault.
      if (error.name !== "AbortError") tell(cardTools, "refused");
    }
  };
  onPress(cardTools, "share", share);

  plan.addEventListener("plan:time", ({ detail }) => {
    times = detail;
    showPickUp();
  });
  showPickUp();
})();
