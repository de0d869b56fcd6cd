// Suggestions under a search field: an ARIA 1.2 combobox with a grouped listbox. Without this file the field is a form.
// The field says where to ask (data-suggest) and what the list is called (data-list). Words come as text, never as HTML.
"use strict";

const nothing = { said: "", groups: [] };

const make = (tag, attributes) => {
  const made = document.createElement(tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  return made;
};

for (const field of document.querySelectorAll("input[data-suggest]")) {
  const id = `${field.id}-list`;
  const list = make("div", { id, role: "listbox", class: "suggestions", "aria-label": field.dataset.list });
  const told = make("span", { role: "status", class: "vh" });
  let options = [], active = -1, waiting = 0, asking = null, typed = field.value.trim();
  let listed = null;  // the text that the options are for; or that was asked for, as long as the answer is awaited
  let onward = 0;  // the way an arrow went while the list was not there yet

  function choose(index) {
    options[active]?.setAttribute("aria-selected", "false");
    active = options[index] ? index : -1;
    const option = options[active];
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function show(open) {
    choose(-1);
    list.hidden = !open;
    field.setAttribute("aria-expanded", open);
    told.textContent = "";
  }

  // Nothing is asked any more. What was not answered yet may be asked again.
  function stop() {
    clearTimeout(waiting);
    if (asking) listed = null;
    asking?.abort();
    asking = null;
    onward = 0;
  }

  function close() {
    stop();
    show(false);
  }

  function write(pieces, into) {
    for (const [words, isTyped] of pieces) {
      const part = isTyped ? into.appendChild(make("mark")) : into;
      part.append(words);
    }
    return into;
  }

  function line({ url, lang, text, why }, index) {
    const option = make("a", { id: `${id}-${index}`, role: "option", "aria-selected": "false", tabindex: -1, href: url, lang });
    write(text, option);
    if (why) option.append(" ", write(why.text, make("small", { lang: why.lang })));  // is read out with the option
    return option;
  }

  function fill({ said, groups }) {
    options = [];
    list.replaceChildren(...groups.map(({ name, lines }, number) => {
      const title = make("div", { id: `${id}-group-${number}`, role: "presentation", class: "eyebrow" });
      const group = make("div", { role: "group", "aria-labelledby": title.id });
      const added = lines.map((one, place) => line(one, options.length + place));
      options.push(...added);
      title.append(name);
      group.append(title, ...added);
      return group;
    }));
    show(options.length > 0);
    told.textContent = said;
  }

  async function ask() {
    const { signal } = asking = new AbortController();
    const address = `${field.dataset.suggest}?q=${encodeURIComponent(typed)}`;
    let found = nothing;  // where the portal does not answer: the form works all the same
    listed = typed;
    try {
      found = await (await fetch(address, { signal, credentials: "omit" })).json();
    } catch { /* as said */ }
    if (signal.aborted) return;
    asking = null;
    fill(found);
    if (onward) step(onward);
    onward = 0;
  }

  const isEnough = () => /[\u2e80-\uffff]|../u.test(typed);  // of Chinese one character is a word

  function changed() {
    const now = field.value.trim();
    if (now === typed) return;
    stop();
    typed = now;
    choose(-1);
    if (isEnough()) waiting = setTimeout(ask, 150);
    else fill(nothing);
  }

  // Each tells whether the key was used; else the browser does with it what it does in every field.
  const step = (by) => {
    if (asking || listed !== typed) {  // a field that was full when the page came, or that was left too soon
      if (!isEnough()) return false;
      clearTimeout(waiting);
      onward = by;
      if (!asking) ask();
      return true;
    }
    if (!options.length) return false;
    if (list.hidden) show(true);
    choose(active < 0 && by < 0 ? options.length - 1 : active + by);  // beyond either end: the field again
    return true;
  };
  const jump = (index) => active >= 0 && (choose(index), true);
  const keys = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Home: () => jump(0),
    End: () => jump(options.length - 1),
    Enter: () => active >= 0 && (options[active].click(), true),
    Escape: () => !list.hidden && (close(), true),
    Tab: () => close(),
    ArrowLeft: () => choose(-1),
    ArrowRight: () => choose(-1),
  };

  function pressed(event) {
    const isOther = event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey;
    if (!isOther && keys[event.key]?.()) event.preventDefault();
  }

  field.type = "text";  // a field of type "search" may not be a combobox
  field.enterKeyHint = "search";
  field.addEventListener("input", (event) => event.isComposing || changed());
  field.addEventListener("compositionend", changed);
  field.addEventListener("keydown", pressed);
  field.addEventListener("blur", close);
  field.form.addEventListener("submit", close);
  list.addEventListener("mousedown", (event) => event.preventDefault());  // the field keeps the focus
  list.addEventListener("click", close);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", id]]) {
    field.setAttribute(name, value);
  }
  show(false);
  field.after(list, told);
}
