// Asks the browser for a passkey, or to make one, and sends its answer with the form that asked.
"use strict";
(() => {
  if (!window.PublicKeyCredential || !PublicKeyCredential.parseRequestOptionsFromJSON) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.answer.value) return;
      event.preventDefault();
      const failed = form.querySelector(".passkey-failed");
      failed.hidden = true;
      try {
        const fields = new URLSearchParams(new FormData(form));
        const where = document.querySelector("select[name=organisation]");
        if (where) fields.set("organisation", where.value);
        const response = await fetch(form.dataset.options, { method: "POST", body: fields });
        if (!response.ok) throw new Error("refused");
        const options = await response.json();
        const made = form.dataset.passkey === "create"
          ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
          : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
        form.elements.answer.value = JSON.stringify(made.toJSON());
        form.submit();
      } catch {
        failed.hidden = false;
      }
    });
  }
})();
