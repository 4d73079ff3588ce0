// Times of a visit: reads when the appointment is and works out the clock time of each step, as the clinic's clocks show it.
// Functions without a page. What can be read in more than one way is refused, never guessed.
(() => {
  const plan = (globalThis.clinicPlan ??= {});
  const MINUTE = 60_000;
  const DAY = 1_440 * MINUTE;
  const MONTHS = "january february march april may june july august september october november december".split(" ");
  const DAYS = "sunday monday tuesday wednesday thursday friday saturday".split(" ");
  const title = (word) => word[0].toUpperCase() + word.slice(1);
  // The place of "dec", "sept" or "december" in its list; -1 when it is no such word.
  const indexIn = (names, word) => (word.length > 2 ? names.findIndex((name) => name.startsWith(word)) : -1);

  // --- Clocks of a zone. Wall time is what its clocks show, counted as if it were UTC. ---

  const formats = {};
  const format = (zone, options) =>
    (formats[zone + JSON.stringify(options)] ??= new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options }));
  const NUMBERS = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23" };

  const wallOf = (ms, zone) => {
    const is = {};
    for (const { type, value } of format(zone, NUMBERS).formatToParts(ms)) is[type] = +value;
    return Date.UTC(is.year, is.month - 1, is.day, is.hour, is.minute, is.second);
  };

  // The moments at which the clocks show this: two in the hour that autumn repeats, none in the one that spring leaves out.
  const momentsAt = (wall, zone) =>
    [...new Set([wall - DAY, wall + DAY].map((near) => wall + near - wallOf(near, zone)))]
      .filter((ms) => wallOf(ms, zone) === wall)
      .sort((one, other) => one - other);

  // For days that are counted: of two the first; where there is none, the clocks have gone on by as much (RFC 5545, 3.3.5).
  const momentAt = (wall, zone) => momentsAt(wall, zone)[0] ?? wall + (wall - DAY) - wallOf(wall - DAY, zone);

  plan.momentOf = ({ anchor, minutes, days, clock }, { instant, zone, endMinutes }) => {
    const counted = Number.isFinite(minutes);
    if (!counted && !Number.isFinite(days)) return null;
    if (anchor === "end" && !Number.isFinite(endMinutes)) return null;
    const start = instant + (anchor === "end" ? endMinutes * MINUTE : 0);
    // Hours are hours of the body: they pass on a night with a change of the clocks, too.
    if (counted) return { at: start + minutes * MINUTE };
    let wall = wallOf(start, zone) + days * DAY;
    if (clock) {
      const [hour, minute] = clock.split(":");
      wall = wall - (((wall % DAY) + DAY) % DAY) + (hour * 60 + +minute) * MINUTE;
    }
    return { at: momentAt(wall, zone) };
  };

  // The last moment until then at which the clinic is open, and a call is answered.
  plan.lastOpen = (at, { zone, hours }) => {
    const wall = wallOf(at, zone);
    const last = Math.max(...hours.map(([on, from, to]) => {
      const day = wall - (wall % DAY) - ((new Date(wall).getUTCDay() + 7 - on) % 7) * DAY;
      return Math.min(wall, day + to * MINUTE - (day + from * MINUTE < wall ? 0 : 7 * DAY));
    }));
    return hours.length && last < wall ? momentAt(last, zone) : at;
  };

  // --- In words ---

  // What the clocks show, "2026-12-08T09:00": to compare days, and for fields of a form.
  plan.wall = (ms, zone) => new Date(wallOf(ms, zone)).toISOString().slice(0, 16);

  plan.clock = (ms, zone) => {
    const wall = new Date(wallOf(ms, zone));
    const hour = wall.getUTCHours();
    const minute = String(wall.getUTCMinutes()).padStart(2, "0");
    if (hour % 12 === 0 && minute === "00") return hour ? "noon" : "midnight";
    return `${hour % 12 || 12}:${minute} ${hour < 12 ? "am" : "pm"}`;
  };

  const dayOf = (wall) => {
    const date = new Date(wall);
    return `${title(DAYS[date.getUTCDay()])}, ${title(MONTHS[date.getUTCMonth()])} ${date.getUTCDate()}`;
  };
  plan.day = (ms, zone) => dayOf(wallOf(ms, zone));

  // "3:00 am, Tuesday, December 8". Nobody knows to which day a bare "midnight, Tuesday" belongs.
  plan.when = (ms, zone) => {
    const wall = wallOf(ms, zone);
    const clock = plan.clock(ms, zone);
    if (clock === "midnight") return `midnight between ${dayOf(wall - DAY)} and ${dayOf(wall)}`;
    const twice = momentsAt(wall, zone);
    const which = twice.length < 2 ? "" : `, ${ms === twice[0] ? "before" : "after"} the clocks go back`;
    return `${clock}, ${dayOf(wall)}${which}`;
  };

  // Nobody gets up at 3 am to stop eating: the day on whose evening the last meal is, for a time from 10 pm to 6 am; else "".
  plan.evening = (ms, zone) => {
    const wall = wallOf(ms, zone);
    const hour = new Date(wall).getUTCHours();
    if (hour >= 6 && hour < 22) return "";
    return title(DAYS[new Date(hour < 6 ? wall - DAY : wall).getUTCDay()]);
  };

  // --- Reading ---

  // Links are encoded by one program and encoded again by the next. Signs that stand for themselves are left alone.
  // What is longer than any time is not read at all: 200,000 signs of %25 would hold up a phone for a minute.
  const decoded = (text) => {
    if (text.length > 2000) return "too long";
    for (let before; before !== text; ) {
      before = text;
      text = text.replace(/%(?:C2%A0|E2%80%AF)/gi, " ").replace(/%([2-7][0-9a-f])/gi, (all, code) => String.fromCharCode(parseInt(code, 16)));
    }
    return text;
  };

  // What stands after t= in the part of an address after #, without what others hung on to it; null when there is no t.
  plan.textIn = (hash) => /(?:^#?|[#?&])t=([^?&#]*)/i.exec(decoded(hash))?.[1].trim() ?? null;

  // A plus is a space in many links, and the sign of an offset in "T09:00+02:00".
  const OFFSET = /(:\d\d(?:\.\d+)?|\dt\d{4}(?:\d\d)?|gmt|utc| )\+(\d\d:?\d\d)(?=$|[ +]\()/;
  const tidy = (text) =>
    decoded(text)
      .split(/[?&#]/)[0]
      .normalize("NFKC")
      .toLowerCase()
      .replace(/\+(?!\d\d:?\d\d(?:$|[ +]\())/g, " ")
      .replace(OFFSET, "$1 plus$2")
      .replace(/\+/g, " ")
      .replace(" plus", "+")
      .replace(/\s+/g, " ")
      .trim();

  const ISO = /(?:^|[ ,])(\d{4})([-/]?)(\d\d)\2(\d\d)(?![\d/-])/;
  const SLASHES = /\b(\d\d?)\/(\d\d?)\/(\d{4})\b/;
  const MONTH_FIRST = /\b([a-z]{3,9})\.? (\d\d?)(?:st|nd|rd|th)?,? (\d{4})\b/;
  const DAY_FIRST = /\b(\d\d?)(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?,? (\d{4})\b/;
  const UNSURE = /\d[-/.]\d\d?[-/.]\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? ?\d|\d(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/;
  const TIME = /(?:^|[ ,(])(\d\d?)(?::([0-5]\d)(:[0-5]\d(?:\.\d+)?)?)?(?: ?([ap])(?:m\b|\.m\.))?(?: ?(z|(?:gmt|utc)(?:[+-]\d\d:?\d\d)?|[+-]\d\d(?::?\d\d)?)(?: \(.*\))?)?(?=$|[ ,)])/;

  const dateIn = (text) => {
    for (const [shape, year, month, date] of [[ISO, 1, 3, 4], [SLASHES, 3, 1, 2], [MONTH_FIRST, 3, 1, 2], [DAY_FIRST, 3, 2, 1]]) {
      const found = shape.exec(text);
      const name = found?.[month];
      if (found) return { found, iso: shape === ISO, year: +found[year], month: isNaN(name) ? indexIn(MONTHS, name) : name - 1, date: +found[date] };
    }
    return null;
  };

  const without = (text, found) => `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`.trim();

  // The hour from 0 to 23; NaN when it could be one in the morning or one in the evening.
  const hourIn = ([, hour, , , half], is24) => {
    if (half) return hour >= 1 && hour <= 12 ? (hour % 12) + (half === "p" ? 12 : 0) : NaN;
    return (is24 && hour.length === 2) || +hour === 0 || +hour > 12 ? +hour : NaN;
  };

  const offsetIn = (zone) => {
    const [, sign, hours, minutes = 0] = /([+-])(\d\d):?(\d\d)?/.exec(zone) ?? ["", "+", 0];
    return hours > 14 || minutes > 59 ? NaN : (sign === "-" ? -1 : 1) * (hours * 60 + +minutes) * MINUTE;
  };

  // Does "EST", "ET", "Eastern Time" or "America/New_York" name the clinic's clocks at this moment?
  const names = (words, ms, zone) => {
    try {
      return ["short", "long", "shortGeneric", "longGeneric"].some((timeZoneName) =>
        format(zone, { timeZoneName }).formatToParts(ms).some(({ value }) => value.toLowerCase() === words));
    } catch {
      // An old browser without the general names.
      return false;
    }
  };

  // { instant }, or { why } not.
  const momentIn = (raw, zone) => {
    let text = tidy(raw);
    if (!text) return { why: "empty" };
    const joined = /\dt\d\d/.test(text);
    text = text.replace(/(\d)t(\d\d)(\d\d)(?:[0-5]\d)?(?![\d:])/, "$1 $2:$3").replace(/(\d)t(?=\d)/, "$1 ");
    const date = dateIn(text);
    if (!date) return { why: UNSURE.test(text) ? "ambiguous" : "unreadable" };
    text = without(text, date.found);

    const time = TIME.exec(text);
    if (!time || !(time[2] || time[4])) return { why: "unreadable" };
    text = without(text, time);

    if (date.month > 11 && date.date <= 12) return { why: "ambiguous" };
    const day = new Date(Date.UTC(date.year, date.month, date.date));
    if (date.month < 0 || day.getUTCMonth() !== date.month) return { why: "unreadable" };
    const offset = time[5];
    // "9:00-10:00" is a span of time, and not an offset.
    if (offset && !joined && !time[3] && !/^[zgu]/.test(offset)) return { why: "ambiguous" };
    const hour = hourIn(time, date.iso || offset);
    if (Number.isNaN(hour)) return { why: "ambiguous" };
    if (hour > 23) return { why: "unreadable" };

    const words = text.split(/[ ,()@]+/).filter((word) => !/^(?:at|on|[-–—.]?)$/.test(word));
    const weekday = words.findIndex((word) => indexIn(DAYS, word.replace(/\.$/, "")) >= 0);
    if (weekday >= 0 && indexIn(DAYS, words.splice(weekday, 1)[0].replace(/\.$/, "")) !== day.getUTCDay()) return { why: "ambiguous" };
    const wall = day.getTime() + (hour * 60 + +(time[2] ?? 0)) * MINUTE;
    const rest = words.join(" ");
    if (offset) {
      const instant = wall - offsetIn(offset);
      return rest || Number.isNaN(instant) ? { why: "unreadable" } : { instant };
    }
    const moments = momentsAt(wall, zone);
    // "EST" and "EDT" say which of the two hours is meant; without them, nobody knows.
    const instants = rest ? moments.filter((ms) => rest === zone.toLowerCase() || names(rest, ms, zone)) : moments;
    if (instants.length === 1) return { instant: instants[0] };
    return { why: rest && !/^[a-z/_ ]+$/.test(rest) ? "unreadable" : "ambiguous" };
  };

  // An appointment counts for 7 days more, because the plan of the first night and the first week is read after it.
  const judged = (raw, { zone, now = Date.now(), hours }) => {
    const found = momentIn(raw, zone);
    const { instant, why } = found;
    if (why) return found;
    if (now - instant > 7 * DAY) return { why: "past" };
    const wall = wallOf(instant, zone);
    const nextYear = new Date(wallOf(now, zone));
    if (wall > nextYear.setUTCFullYear(nextYear.getUTCFullYear() + 1)) return { why: "far" };
    const minute = (wall % DAY) / MINUTE;
    const weekday = new Date(wall).getUTCDay() || 7;
    // Without opening hours, "02:30" may be half past two in the afternoon in a program that left out the half of the day.
    if (!hours?.length) return plan.evening(instant, zone) ? { why: "ambiguous" } : found;
    return hours.some(([day, from, to]) => day === weekday && from <= minute && minute < to) ? found : { why: "closed" };
  };

  plan.read = (raw, around) => {
    const found = judged(raw, around);
    return { ok: !found.why, ...found };
  };
})();
