// The one place where strings become markup. Trusted Types lets nothing else through, htmx included, and eval is shut.
const own = url => {
  if (new URL(url, location.href).origin !== location.origin) throw new TypeError("scripts come from this site only");
  return url;
};
const rules = { createHTML: html => html, createScriptURL: own };
const policy = window.trustedTypes ? trustedTypes.createPolicy("htmx", rules) : rules;
const refuse = () => { throw new Error("code in attributes is switched off"); };

const PATIENCE = 10000; // ms that an answer may take

let told;

htmx.registerExtension("security", { init: api => api.initSecurity(policy, refuse, refuse) });

// What the other files share, those of bundles loaded later included.
window.porchlight = {
  // html parses a frame or an answer of this site's server.
  html: text => new DOMParser().parseFromString(policy.createHTML(`<template>${text}</template>`), "text/html").querySelector("template").content,

  // trusted is the address of one of the site's own scripts, in the form that browsers take.
  trusted: url => policy.createScriptURL(url),

  // script loads one of the site's own scripts.
  script: url => new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = porchlight.trusted(url);
    element.onload = resolve;
    element.onerror = reject;
    document.head.append(element);
  }),

  // partial asks for the fragment of a place.
  partial: { "HX-Request": "true", "HX-Request-Type": "partial" },

  // ask fetches a fragment, or posts fields for one, and says why where it is refused. A session that is over leads to the login.
  async ask(url, fields, signal = AbortSignal.timeout(PATIENCE)) {
    const answer = await fetch(url, { method: fields ? "POST" : "GET", body: fields && new URLSearchParams(fields), signal, headers: porchlight.partial });
    const content = porchlight.html(await answer.text());
    const to = answer.headers.get("HX-Redirect");
    if (to) location.assign(to);
    const reason = content.querySelector("#composer-error, .lead")?.textContent ?? "It could not be sent.";
    return { answer, content, reason, wait: answer.headers.get("Retry-After") };
  },

  // isPlain tells a click that is the page's from one that asks the browser for a new tab, a window or a download.
  isPlain: event => event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey,

  // tell says something in the page's status line, which screen readers hear, for a few seconds.
  tell(text) {
    const line = document.getElementById("toast");
    line.textContent = text;
    clearTimeout(told);
    told = setTimeout(() => { line.textContent = ""; }, 8000);
  },

  // store is localStorage or sessionStorage, or memory where the browser keeps nothing for sites.
  store: name => {
    try {
      return window[name];
    } catch {
      const kept = new Map();
      return { getItem: key => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: key => kept.delete(key) };
    }
  },
};
