// Passkeys: asks the browser to create one or to use one, and sends its answer with the form around the button.
// What may be asked stands in #passkey-options; what went wrong is said by the sentence in [data-told] that fits.
"use strict";

const form = document.querySelector("form[data-passkey]");
const options = document.getElementById("passkey-options");

function tell(name) {
  const sentences = [...form.querySelectorAll("[data-told]")];
  for (const sentence of sentences) sentence.hidden = true;
  if (name) (sentences.find((one) => one.dataset.told === name) || sentences[0]).hidden = false;
}

async function ask(event) {
  event.preventDefault();
  const button = form.querySelector("button");
  tell("");
  button.disabled = true;
  try {
    const credential = await window.webauthnJSON[form.dataset.passkey](JSON.parse(options.textContent));
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch (error) {
    tell(error.name);
    button.disabled = false;
  }
}

if (form && options) {
  form.addEventListener("submit", ask);
  form.hidden = false;
}
