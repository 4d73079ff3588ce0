// The plan of a visit: shows clock times, what is next and what is now, once it knows when the appointment is.
// The time comes after # in the address or from two fields, and goes nowhere: not to a server, not into storage.
// Others listen to "plan:time" on the plan, or read clinicPlan.current. A copy that is too old to be trusted sets
// data-hold-food on the plan and calls clinicPlan.draw(): then nothing about food is shown.
(() => {
  const plan = globalThis.clinicPlan;
  const root = document.querySelector("[data-plan]");
  const words = root?.querySelector("[data-plan-time-words]")?.content;
  if (!plan?.read || !words) return;

  const find = (name, inside = root) => inside.querySelector(`[data-${name}]`);
  const copy = (selector) => words.querySelector(selector).cloneNode(true);
  const make = (name, className, ...inside) => {
    const element = Object.assign(document.createElement(name), { className });
    element.append(...inside);
    return element;
  };

  const DAY = 864e5;
  const { zone, phone, phoneHref } = root.dataset;
  const dayAt = (ms) => plan.wall(ms, zone).slice(0, 10);
  const numberIn = (text) => (text ? +text : NaN);
  const endMinutes = numberIn(root.dataset.endMinutes);
  const hours = JSON.parse(root.dataset.hours || "[]");
  const phoneLink = () => (phone ? [" ", Object.assign(make("a", "", phone), { href: phoneHref })] : []);

  const form = copy("form");
  const say = (name, values = {}) => form.getAttribute(`data-say-${name}`).replace(/{(\w+)}/g, (all, key) => values[key]);
  const [day, time] = form.querySelectorAll("input");
  const known = copy(".plan-ask__known");
  const card = copy(".plan-now");
  const status = find("plan-status");
  find("plan-ask").append(form, known);
  find("plan-now").append(card);

  // --- The steps ---

  const ORDER = ["week-before", "day-before", "that-day"];
  const steps = [...root.querySelectorAll("[data-step]")].map((element) => {
    const { anchor, minutes, days, clock, fact, food, holdFrom, held, byPhone } = element.dataset;
    const when = find("step-when", element);
    return {
      element, when, relative: when.textContent, list: element.parentElement, fact, holdFrom, isFood: food !== undefined, isHeld: held !== undefined, byPhone,
      offset: { anchor, minutes: numberIn(minutes), days: numberIn(days), clock }, group: element.closest("[data-plan-group]").dataset.planGroup,
    };
  });

  const nameOf = ({ element }) => {
    const text = find("step-words", element);
    return (text.querySelector("strong") ?? text).textContent.trim().match(/^[^.!?]*[.!?]?/)[0];
  };

  // A rule that nobody has checked by the day of its use is not shown on any clock.
  const work = (step, instant, now) => {
    let at = instant === null ? null : plan.momentOf(step.offset, { instant, zone, endMinutes })?.at ?? null;
    // "Call us before this time" has to name a time at which somebody answers.
    if (at && step.byPhone) at = plan.lastOpen(at, { zone, hours });
    step.held = step.isHeld || (step.holdFrom && step.holdFrom <= dayAt(Math.max(at ?? now, now))) || (step.isFood && root.hasAttribute("data-hold-food"));
    // "Before bed, at 9 pm" cannot come before the end of a late visit.
    const isAfter = at !== null && /^first/.test(step.group);
    step.at = step.held ? null : isAfter ? Math.max(at, instant + (endMinutes || 0) * 60_000) : at;
    // Before the visit, a day without a clock is the whole day. After it the hour counts, too: "drive again after 1 day".
    step.isDay = at < instant && step.offset.days && !step.offset.clock;
    const [hour, minute] = at === null ? [] : plan.wall(at, zone).slice(11).split(":");
    step.from = step.isDay ? at - (hour * 60 + +minute) * 60_000 : step.at;
    step.due = step.isDay ? step.from + DAY : step.at;
  };
  const whenOf = (step) => (step.isDay ? plan.day : plan.when)(step.at, zone);

  const listOf = (group) => {
    const there = root.querySelector(`[data-plan-group="${group}"] > ol`);
    if (there) return there;
    const heading = copy(`[data-title="${group}"]`);
    heading.id = `plan-${group}`;
    const list = make("ol", "plan__steps");
    const section = make("section", "plan__group", heading, list);
    section.dataset.planGroup = group;
    section.dataset.made = "";
    section.setAttribute("aria-labelledby", heading.id);
    const later = [...root.querySelectorAll("[data-plan-group]")].find((other) => {
      const place = ORDER.indexOf(other.dataset.planGroup);
      return place < 0 || place > ORDER.indexOf(group);
    });
    later.before(section);
    return list;
  };

  const daysFrom = (one, other) => (Date.parse(dayAt(other)) - Date.parse(dayAt(one))) / DAY;

  // Each step before the visit goes to its day, and each list into the order of its times. What stands right stays:
  // a step that is moved is laid out anew.
  const marker = make("li", "plan__now");
  const place = (instant) => {
    marker.remove();
    let before;
    const inOrder = steps.map((step) => ({ step, at: instant === null ? 0 : (before = step.from ?? before ?? -Infinity) }));
    const wanted = new Map();
    for (const { step } of inOrder.sort((one, other) => one.at - other.at)) {
      const moves = instant !== null && step.at !== null && step.at < instant && ORDER.includes(step.group);
      const list = moves ? listOf(ORDER[Math.max(2 - daysFrom(step.at, instant), 0)]) : step.list;
      wanted.set(list, [...(wanted.get(list) ?? []), step.element]);
    }
    for (const [list, elements] of wanted) {
      if (elements.some((element, n) => list.children[n] !== element)) list.append(...elements);
    }
    for (const group of root.querySelectorAll("[data-plan-group]")) {
      group.hidden = !group.querySelector("[data-step]");
      if (group.hidden && "made" in group.dataset) group.remove();
    }
  };

  const write = (step) => {
    const { element, when, held, at } = step;
    element.querySelectorAll(".plan__practice, .plan__check").forEach((line) => line.remove());
    element.classList.toggle("plan__step--held", Boolean(held));
    const shown = held ? say("held") : at === null ? step.relative : whenOf(step);
    if (when.textContent !== shown) when.textContent = shown;
    step.practice = "";
    if (!step.isHeld) {
      // The words of a rule about food may hold its hours.
      const hides = Boolean(held && step.isFood);
      for (const part of [find("step-words", element), find("step-missed", element)]) if (part) part.hidden = hides;
      if (hides) {
        const check = copy("[data-held-words]");
        check.className = "plan__words plan__check";
        check.lastElementChild.append(...phoneLink());
        when.after(check);
      }
    }
    const evening = at !== null && at < current.instant && plan.evening(at, zone);
    const line = evening && words.querySelector(`[data-practice="${step.fact}"]`);
    if (line) {
      step.practice = line.textContent.replace("{day}", evening);
      find("step-words", element).after(make("p", "plan__practice", step.practice));
    }
  };

  // --- Now ---

  const span = (ms) => {
    const minutes = Math.ceil(ms / 60_000);
    const one = (n, name) => (n ? `${n} ${name}${n === 1 ? "" : "s"}` : "");
    return [one(Math.floor(minutes / 60), "hour"), one(minutes % 60, "minute")].filter(Boolean).join(" ");
  };

  const overAt = () => current.instant + (endMinutes || 60) * 60_000;
  const leftAt = (now) => {
    const n = daysFrom(now, current.instant);
    if (now < current.instant) return n > 1 ? say("days", { n }) : n ? say("tomorrow") : say("today", { left: span(current.instant - now) });
    if (now < overAt()) return say("begun");
    return n === 0 ? say("was-today") : n === -1 ? say("was-yesterday") : say("was", { n: -n });
  };

  const linkTo = (step) => Object.assign(make("a", "", nameOf(step)), { href: `#${step.element.id}` });
  const lines = (part, entries) => {
    part.hidden = !entries.length;
    part.firstElementChild.after(make("ul", "", ...entries.map((inside) => make("li", "", ...inside))));
  };
  const wordsOf = (step) => {
    const text = find("step-words", step.element).cloneNode(true);
    text.querySelectorAll(".reference").forEach((mark) => mark.remove());
    return make("div", "", ...text.childNodes, ...(step.practice ? [make("p", "plan__practice", step.practice)] : []));
  };

  const showCard = (now, timed, next) => {
    const { instant } = current;
    const part = copy(".plan-now");
    const isBefore = now < instant;
    const past = timed.filter(({ due }) => due <= now);
    find("now-left", part).textContent = leftAt(now);
    lines(find("now-today", part), timed.filter(({ isDay, from, due }) => isDay && from <= now && now < due).map((step) => [linkTo(step)]));
    // What was said last holds until the next step; what is done at the visit, until it is over.
    const since = now < overAt() ? now - DAY : Math.max(now - DAY, overAt() - 1);
    const held = isBefore ? [] : past.filter(({ due }) => due === past[past.length - 1].due && due > since);
    find("now-holds", part).hidden = !held.length;
    if (held.length) {
      find("now-holds-since", part).append(` ${whenOf(held[0])}`);
      find("now-holds", part).append(...held.map(wordsOf));
    }
    find("now-end", part).hidden = Boolean(next);
    find("now-next", part).hidden = !next;
    if (next) {
      find("now-next-when", part).append(` ${whenOf(next)}`);
      find("now-next", part).append(wordsOf(next));
    }
    // The evening before, one has to know when food ends in the night.
    const isSoon = ({ at }) => (!isBefore || at <= instant) && (daysFrom(next.at, at) === 0 || (isBefore && daysFrom(now, instant) < 2));
    const soon = next ? timed.slice(timed.indexOf(next) + 1).filter(isSoon).slice(0, 7) : [];
    lines(find("now-then", part), soon.map((step) => {
      const shown = step.isDay || daysFrom(next.at, step.at) ? whenOf(step) : plan.clock(step.at, zone);
      return [`${shown}: `, linkTo(step), step.practice && ` ${step.practice}`];
    }));
    const over = isBefore ? past.filter(({ element }) => find("step-missed", element) && !element.classList.contains("plan__step--done")) : [];
    const late = over.filter(({ due }) => due > now - DAY).slice(-5);
    const missed = find("now-missed", part);
    lines(missed, late.map((step) => [linkTo(step), ` ${find("step-missed", step.element).textContent.trim()}`]));
    missed.hidden = !over.length;
    const earlier = find("now-earlier", missed);
    earlier.hidden = over.length === late.length;
    if (over.length) earlier.querySelector("a").href = `#${over[0].element.id}`;
    const check = find("now-check", part);
    check.hidden = !isBefore || !steps.some((step) => step.held);
    check.append(...phoneLink());
    // What is the same stays, and with it the place of a keyboard.
    const fresh = [...part.children];
    [...card.children].forEach((old, n) => old.isEqualNode(fresh[n]) || old.replaceWith(fresh[n]));
  };

  let said = "";
  const tell = (message, { call = false, next = "" } = {}) => {
    if (message + next === said) return;
    said = message + next;
    // What is next can be seen in the card; here it is for those who hear the page.
    status.replaceChildren(message, ...(call ? phoneLink() : []), make("span", "visually-hidden", next));
    status.classList.toggle("plan__status--call", call);
  };

  const showNow = () => {
    const now = Date.now();
    const { instant } = current;
    marker.remove();
    card.hidden = instant === null;
    for (const { element } of steps) element.classList.remove("plan__step--next", "plan__step--past");
    if (instant === null) return;
    const timed = steps.filter(({ at }) => at !== null).sort((one, other) => one.from - other.from);
    const next = timed.find(({ from }) => from > now);
    marker.textContent = say("now", { time: plan.when(now, zone) });
    for (const { element, due } of timed) element.classList.toggle("plan__step--past", due <= now);
    next?.element.classList.add("plan__step--next");
    if (next) next.element.before(marker);
    else timed[timed.length - 1]?.element.after(marker);
    showCard(now, timed, next);
    const visit = say("shown", { time: `${plan.when(instant, zone)}, ${plan.wall(instant, zone).slice(0, 4)}` });
    tell(visit, { next: next ? ` ${say("next", { what: nameOf(next), time: whenOf(next) })}` : "" });
  };

  // --- Drawing ---

  const current = (plan.current = { instant: null, steps: [] });
  let drawnOn;
  plan.draw = () => {
    const now = Date.now();
    drawnOn = dayAt(now);
    for (const step of steps) work(step, current.instant, now);
    place(current.instant);
    steps.forEach(write);
    form.hidden = current.instant !== null;
    known.hidden = !form.hidden;
    current.steps = steps.map(({ element, at, held }) => ({ element, at, held: Boolean(held) }));
    showNow();
    root.dispatchEvent(new CustomEvent("plan:time", { detail: current }));
  };

  // The text stays with this entry of the history, so that reload and back find it; the address is without it.
  const keep = (text) => {
    const { planTime, ...others } = history.state ?? {};
    const hash = plan.textIn(location.hash) === null ? location.hash : "";
    history.replaceState(text === null ? others : { ...others, planTime: text }, "", location.href.split("#")[0] + hash);
  };

  // Takes the text of a time; null takes the time away. Gives what was read, see clinicPlan.read.
  let given = null;
  plan.use = (text) => {
    const read = text === null ? { ok: false } : plan.read(text, { zone, hours });
    given = text;
    keep(text);
    current.instant = read.ok ? read.instant : null;
    [day.value, time.value] = read.ok ? plan.wall(read.instant, zone).split("T") : [day.value, time.value];
    for (const field of [day, time]) field.setAttribute("aria-invalid", Boolean(read.why && field.value));
    plan.draw();
    if (read.why) tell(say(read.why), { call: true });
    return read;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!day.value || !time.value) {
      tell(say("missing"));
      (day.value ? time : day).focus();
    } else if (plan.use(`${day.value}T${time.value}`).ok) find("plan-now").querySelector("h3").focus();
    else day.focus();
  });
  find("ask-change", known).addEventListener("click", () => {
    form.hidden = false;
    known.hidden = true;
    day.focus();
  });
  find("ask-clear", known).addEventListener("click", () => {
    plan.use(null);
    day.value = time.value = "";
    tell(say("cleared"));
    day.focus();
  });

  // A jump inside the page is a new entry of the history, which has to know the time as well.
  addEventListener("hashchange", () => {
    const text = plan.textIn(location.hash);
    if (text === null) keep(given);
    else plan.use(text);
  });
  const tick = () => (drawnOn === dayAt(Date.now()) ? showNow() : plan.draw());
  document.addEventListener("visibilitychange", tick);
  // What is ticked off was not missed.
  root.addEventListener("change", tick);
  const wait = () => setTimeout(() => { tick(); wait(); }, 60_000 - (Date.now() % 60_000));
  wait();

  status.id = "plan-status";
  for (const field of [day, time]) field.setAttribute("aria-describedby", status.id);
  const now = Date.now();
  day.min = dayAt(now - 7 * DAY);
  day.max = dayAt(now + 365 * DAY);
  const text = plan.textIn(location.hash) ?? history.state?.planTime ?? null;
  plan.use(text);
})();
