// Passkeys: what the browser makes or signs is put into a form of the page, and that is sent like any other.
const able = isSecureContext && "parseRequestOptionsFromJSON" in (window.PublicKeyCredential ?? {});
const RENEW = 240000; // ms, before the five minutes are over in which a challenge can be used

const encode = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// told is what a credential says, as JSON. Its own toJSON is not asked: some password managers return credentials that lack it.
function told({ id, type, rawId, response, authenticatorAttachment }) {
  const said = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) said[part] = encode(response[part]);
  }
  try {
    said.transports = response.getTransports?.();
  } catch { /* nor can they do this, and it is only a hint */ }
  return JSON.stringify({ id, type, rawId: encode(rawId), response: said, authenticatorAttachment, clientExtensionResults: {} });
}

// fill asks the site for a challenge and the browser for what it asks, and puts that into the form.
async function fill(form, signal, mediation) {
  const { answer, content, reason } = await porchlight.ask(form.dataset.challenge, {});
  if (!answer.ok) throw new Error(reason);
  signal?.throwIfAborted();
  const asked = JSON.parse(content.querySelector("[data-options]").dataset.options);
  const credential = asked.user
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked), signal })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked), signal, mediation });
  form.elements.credential.value = told(credential);
}

function send(form) {
  if (form === login) form.elements.email.value = document.getElementById("email").value; // so that it is still there if this is refused
  form.submit();
}

// why says what went wrong. Browsers do not tell a passkey that is missing from somebody who changed their mind.
const why = ({ name, message }) => ({
  NotAllowedError: "No passkey was used. Try again, or go on with your password.",
  InvalidStateError: "This device has a passkey of yours already.",
  SecurityError: "The browser takes no passkeys under this address.",
})[name] ?? message;

const login = document.getElementById("login-passkey");
let asking = false, offered, taken; // a button was pressed; what ends the offer; what the offer has come to

for (const form of document.querySelectorAll("form[data-challenge]")) {
  form.hidden = !able;
  form.addEventListener("submit", async event => {
    event.preventDefault();
    const button = form.querySelector("button"), error = form.querySelector("[role=alert]");
    error.textContent = "";
    button.disabled = asking = true;
    try {
      offered?.abort();
      await taken;
      await fill(form);
      send(form); // and no other challenge takes the place of this one
    } catch (failure) {
      error.textContent = why(failure);
      button.disabled = asking = false;
      offer();
    }
  });
}
for (const word of document.querySelectorAll("[data-unable]")) word.hidden = able;

// Devices hide the passkeys that were removed, where the browser can tell them.
const accepted = document.querySelector("[data-accepted]")?.dataset.accepted;
if (able && accepted) PublicKeyCredential.signalAllAcceptedCredentials?.(JSON.parse(accepted)).catch(() => {});

// On the login page passkeys also stand among what the browser would fill in. What is offered there is renewed while the page is seen.
// A browser does one thing at a time: what was offered before ends first.
async function offer() {
  if (!login || !able || !await PublicKeyCredential.isConditionalMediationAvailable?.() || document.hidden || asking) return;
  offered?.abort();
  const before = taken, { signal } = offered = new AbortController();
  taken = (async () => {
    await before;
    await fill(login, signal, "conditional");
    send(login);
  })().catch(() => {}); // nobody asked for it: nothing is said
}

offer();
document.addEventListener("visibilitychange", offer);
addEventListener("pageshow", event => { if (event.persisted) location.reload(); }); // what it was sent with is used up
if (login) setInterval(offer, RENEW);
