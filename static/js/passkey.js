// Passkeys: asks the browser for a key, puts the answer in the form and sends it. The page says what happens:
// <form data-passkey="login|authenticate|add" [data-options="id of a JSON script"]> with a hidden `credential`.
(() => {
  "use strict";

  const bytes = (text) => {
    const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  };

  const text = (buffer) => {
    const chars = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
    return btoa(chars).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };

  const keys = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

  async function ask(options) {
    const wish = options.publicKey;
    return navigator.credentials.get({
      publicKey: { ...wish, challenge: bytes(wish.challenge), allowCredentials: keys(wish.allowCredentials) },
    });
  }

  async function make(options) {
    const wish = options.publicKey;
    return navigator.credentials.create({
      publicKey: {
        ...wish,
        challenge: bytes(wish.challenge),
        user: { ...wish.user, id: bytes(wish.user.id) },
        excludeCredentials: keys(wish.excludeCredentials),
        // A passkey that can sign in by itself, after a look at its owner.
        authenticatorSelection: {
          ...wish.authenticatorSelection,
          residentKey: "required",
          requireResidentKey: true,
          userVerification: "required",
        },
      },
    });
  }

  function answer(credential) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  }

  async function optionsOf(form) {
    if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
    const reply = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!reply.ok) throw new Error(`options: ${reply.status}`);
    return (await reply.json()).request_options;
  }

  function tell(form, what) {
    for (const line of form.querySelectorAll("[data-trouble]")) line.hidden = line.dataset.trouble !== what;
  }

  function reason(error) {
    if (error.name === "SecurityError") return "address";
    return error.name === "InvalidStateError" ? "known" : "refused";
  }

  async function run(form) {
    tell(form, "");
    try {
      const options = await optionsOf(form);
      const credential = await (form.dataset.passkey === "add" ? make(options) : ask(options));
      form.elements.credential.value = answer(credential);
      HTMLFormElement.prototype.submit.call(form);
    } catch (error) {
      tell(form, reason(error));
    }
  }

  for (const form of document.querySelectorAll("[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    form.dataset.noLock = "";
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form);
    });
  }
})();
