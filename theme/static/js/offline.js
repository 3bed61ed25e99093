// Lets the browser keep the coming week, to be read without a connection.
const base = new URL("../../", import.meta.url), { lang } = document.documentElement;
const prefix = location.pathname.startsWith(`${base.pathname}${lang}/`) ? `${lang}/` : "";

navigator.serviceWorker?.register(new URL("sw.js", base)).then(async () =>
  (await navigator.serviceWorker.ready).active.postMessage(prefix)).catch(() => {}); // a browser may forbid it
