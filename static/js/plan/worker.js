// Kept pages: answers for the pages that a reader keeps on the phone, when the network does not. keep.js fills the cache,
// starts this worker after a press, and ends it. It sees only the pages that are kept and what they load.
const KEPT = "kept-plan";
const LONGEST_WAIT = 4000; // ms for a network that is there but does not answer
const NAME_WITH_HASH = /\.[0-9a-f]{12}\.\w+$/;

// Links from e-mails come with a channel behind their code, and with parameters of mail programs.
const addressOf = ({ mode, url }) => (mode === "navigate" ? new URL(url).pathname.replace(/(\/e\/[^/]+).*/i, "$1") : url);

// Pages may be stale for some seconds, and a browser that may show an old one does not notice that there is no network.
const asked = (request) => fetch(request, request.mode === "navigate" ? { cache: "no-cache" } : {});

const fromNetwork = async (request, address) => {
  const answer = await asked(request);
  if (answer.status >= 500) throw new Error(`The site answers ${answer.status}.`);
  // A page that was withdrawn must not come back with the next tunnel.
  if (request.mode === "navigate" && [404, 410].includes(answer.status)) await (await caches.open(KEPT)).delete(address);
  return answer;
};

const answerTo = async (request) => {
  const address = addressOf(request);
  const copy = await caches.match(address, { cacheName: KEPT, ignoreVary: true });
  if (!copy) return asked(request);
  if (NAME_WITH_HASH.test(address)) return copy;
  const late = new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT, copy));
  return Promise.race([fromNetwork(request, address).catch(() => copy), late]);
};

addEventListener("install", () => skipWaiting());
addEventListener("fetch", (event) => {
  // What a script asks for has no destination: keep.js wants the pages as they are now.
  if (event.request.method === "GET" && event.request.destination) event.respondWith(answerTo(event.request));
});
