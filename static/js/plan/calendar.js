// Calendar file of a visit plan (RFC 5545), made on this phone. Others may see the calendar, so no entry says what
// is done or why: only "Appointment: step 3", and where the plan is.
// clinicPlan.calendar({instant, steps, zone, now, endMinutes, address, words}) gives the file, or "" when all is past.
// tools.js loads this file after a press.
(() => {
  const MINUTE = 60_000;

  const stamp = (at) => new Date(at).toISOString().replace(/[-:]|\.\d+/g, "");
  const escaped = (words) => words.replace(/[\\;,]/g, "\\$&").replace(/\n/g, "\\n");

  // A line has at most 75 bytes; what goes on begins with a space. A sign is never cut in two.
  const folded = (line) => {
    let all = "", bytes = 0;
    for (const sign of line) {
      const size = new TextEncoder().encode(sign).length;
      if (bytes + size > 75) {
        all += "\r\n ";
        bytes = 1;
      }
      all += sign;
      bytes += size;
    }
    return all;
  };

  // Minutes before a step at which the phone rings. Nobody is woken at night: it rings at 9 pm, the evening before.
  // What may be done again after the visit is never announced early.
  const alarmsOf = ({ at, visit }, { instant, zone }) => {
    if (visit) return [24 * 60, 2 * 60];
    if (at >= instant) return [0];
    if (!clinicPlan.evening(at, zone)) return [15];
    const evening = [0, -1].map((days) => clinicPlan.momentOf({ days, clock: "21:00" }, { instant: at, zone }).at).find((moment) => moment < at);
    return [(at - evening) / MINUTE];
  };

  const eventOf = (step, { number, plan }) => {
    const { instant, now, endMinutes, words, address } = plan;
    const title = step.visit ? words.title : words.titleOfStep.replace("{n}", number);
    const about = (address ? words.about : words.aboutAlone).replace("{address}", address);
    const end = step.at + (step.visit && endMinutes ? endMinutes : 15) * MINUTE;
    const alarms = alarmsOf(step, plan).flatMap((minutes) => [
      "BEGIN:VALARM", "ACTION:DISPLAY", `DESCRIPTION:${escaped(title)}`, `TRIGGER:-PT${minutes}M`, "END:VALARM",
    ]);
    return [
      // The same visit taken twice must not stand twice in a calendar.
      "BEGIN:VEVENT", `UID:${stamp(instant)}-${step.visit ? 0 : number}@visit-plan`, `DTSTAMP:${stamp(now)}`,
      `DTSTART:${stamp(step.at)}`, `DTEND:${stamp(end)}`, `SUMMARY:${escaped(title)}`, `DESCRIPTION:${escaped(about)}`,
      "CLASS:PRIVATE", `TRANSP:${step.visit ? "OPAQUE" : "TRANSPARENT"}`, ...alarms, "END:VEVENT",
    ];
  };

  clinicPlan.calendar = (plan) => {
    const isVisit = ({ element }) => element.hasAttribute("data-appointment");
    const known = plan.steps.filter(({ at, held }) => Number.isFinite(at) && !held);
    const numbered = known.filter((step) => !isVisit(step)).sort((one, other) => one.at - other.at);
    const events = [{ at: plan.instant, visit: true }, ...numbered.map(({ at }) => ({ at }))]
      .map((step, number) => ({ step, number }))
      .filter(({ step }) => step.at > plan.now)
      .flatMap(({ step, number }) => eventOf(step, { number, plan }));
    if (!events.length) return "";
    const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Appointment plan//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH", ...events, "END:VCALENDAR"];
    return lines.map((line) => `${folded(line)}\r\n`).join("");
  };

  const download = (text) => {
    const url = URL.createObjectURL(new Blob([text], { type: "text/calendar;charset=utf-8" }));
    const link = Object.assign(document.createElement("a"), { href: url, download: "appointment.ics" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };

  const { root, tools, button, tell, address } = clinicPlan.tools;
  button(tools, "calendar").addEventListener("click", () => {
    const { instant, steps } = clinicPlan.current;
    if (!instant) {
      tell(tools, "noTime");
      root.querySelector("[data-plan-ask] input")?.focus();
      return;
    }
    const text = clinicPlan.calendar({
      instant, steps, now: Date.now(), zone: root.dataset.zone, endMinutes: Number(root.dataset.endMinutes), words: tools.dataset,
      // The plan opens with its times again. What stands after # never reaches a server.
      address: address && `${address}#t=${new Date(instant).toISOString().slice(0, 16)}Z`,
    });
    if (!text) return tell(tools, "past");
    download(text);
    const n = text.split("BEGIN:VEVENT").length - 1;
    tell(tools, steps.some(({ held }) => held) ? "calendarHeld" : "calendar", { n });
  });
})();
