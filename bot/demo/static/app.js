// The panel: asks /demo/state what there is, paints it, and sends what the visitor does.

const POLL_MS = 1500;
const TOAST_MS = 3200;
const PATIENCE_MS = 8000;
const STALE_MS = 10_000; // a page that lost its session is opened again, not more often than this

const $ = (id) => document.getElementById(id);
const painted = new Map();
let frame = "";
const naming = new WeakSet(); // the documents whose mentions are watched
const filing = new WeakSet(); // the documents whose files are watched
let opened = 0;
let busy = false;
let toastTimer = 0;
let answered = "";

// ------------------------------------------------------------------ talking to the demo

async function ask(path, order) {
  const request = order === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(order),
  };
  const response = await fetch(`/demo/${path}`, { cache: "no-store", ...request });
  const value = await response.json().catch(() => ({ error: "Something went wrong. The terminal says what." }));
  if (!response.ok) throw new Error(value.error);
  return value;
}

async function act(path, order, waiting) {
  if (busy) return;
  setBusy(waiting);
  try {
    show(await ask(path, order));
    followNews();
  } catch (error) {
    toast(error instanceof TypeError ? "The demo has stopped. Start it again in the terminal." : error.message);
  } finally {
    setBusy("");
  }
}

async function poll() {
  try {
    if (!busy) {
      const state = await ask("state");
      if (!busy) show(state);
    }
    document.body.removeAttribute("data-lost");
  } catch (error) {
    if (error instanceof TypeError && !document.body.hasAttribute("data-lost")) {
      document.body.setAttribute("data-lost", "");
      toast("The demo has stopped. Start it again in the terminal.");
    }
  }
  setTimeout(poll, POLL_MS);
}

function setBusy(waiting) {
  busy = Boolean(waiting);
  document.querySelectorAll(".jump, .menu").forEach((button) => { button.disabled = busy; });
  if (busy) veil(waiting, true);
  else lift(frame);
}

// ------------------------------------------------------------------ painting

function element(tag, properties = {}, ...children) {
  const { dataset, style, aria, ...rest } = properties;
  const made = Object.assign(document.createElement(tag), rest);
  Object.assign(made.dataset, dataset);
  for (const [name, value] of Object.entries(style || {})) made.style.setProperty(name, value);
  for (const [name, value] of Object.entries(aria || {})) made.setAttribute(`aria-${name}`, value);
  made.append(...children.filter(Boolean));
  return made;
}

const button = (className, key, act, properties, ...children) =>
  element("button", { type: "button", className, onclick: act, dataset: { key }, ...properties }, ...children);

/** Rebuild a part only when its data changed, and keep the keyboard where it was. */
function paint(id, data, build) {
  const seen = JSON.stringify(data);
  if (painted.get(id) === seen) return;
  painted.set(id, seen);
  const box = $(id);
  const focused = box.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  box.replaceChildren(...build(data));
  if (focused) box.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function show(state) {
  const me = state.people.find((person) => person.here);
  const place = state.places.find((each) => each.here);
  const others = state.people.filter((person) => !person.here);
  paint("people", state.people, (people) => people.map(personButton));
  $("places-title").textContent = state.community;
  paint("places", state.places, (places) => places.map(placeButton));
  paint("clock", state.clock, clockFace);
  paint("jumps", state.jumps, (jumps) => jumps.map(jumpButton));
  paint("tips", state.tips, (tips) => tips.map(tipItem));
  paint("target", others.map(({ key, name }) => ({ key, name })), targetOptions);
  paint("menus", state.menus, (menus) => menus.map(menuButton));
  $("tips-section").hidden = !state.tips.length;
  $("menus-section").hidden = !state.menus.length || !others.length;
  const title = place.direct ? `@${place.name}` : `#${place.name}`;
  paint("summary", [me.name, title, state.clock.day, state.clock.time], summary);
  openFrame(state.frame);
  watchAnswers();
  watchFiles();
  nameMentions(state.people);
}

const dot = (label) => element("span", { className: "dot", role: "img", aria: { label } });

function personButton(person) {
  return button("person", person.key, () => act("look", { person: person.key }, `Becoming ${person.name}…`), {
    aria: { pressed: person.here },
  }, element("span", { className: "avatar", style: { "--hue": hue(person.key) }, aria: { hidden: true } }, person.name[0]),
  person.name, person.unread && !person.here && dot("has a new direct message"));
}

function placeButton(place) {
  const go = () => { fold(false); act("look", { place: place.key }, "Opening the conversation…"); };
  const made = button("place", place.key, go, {},
    element("span", { className: "place-sign", aria: { hidden: true } }, place.direct ? "@" : "#"),
    element("span", { className: "place-name" }, place.name),
    place.direct && element("span", { className: "place-kind" }, "direct messages"),
    place.unread && dot("new messages"));
  if (place.here) made.setAttribute("aria-current", "page");
  if (place.unread) made.dataset.unread = "";
  return made;
}

function clockFace(clock) {
  $("spoken-time").textContent = `It is ${clock.spoken}.`;
  return [
    element("span", { className: "clock-day" }, clock.day),
    element("time", { className: "clock-time", dateTime: clock.iso }, clock.time),
    element("span", { className: "clock-zone" }, `${clock.zone} time`),
  ];
}

const jumpButton = (jump) =>
  button("jump", jump.label, () => { fold(false); act("jump", { when: jump.when }, "Time passes…"); }, {}, jump.label);

const menuButton = (name) =>
  button("menu", name, () => { fold(false); act("menu", { name, target: $("target").value }, "One moment…"); }, {}, name);

const targetOptions = (people) => {
  const chosen = $("target").value;
  return people.map(({ key, name }) => element("option", { value: key, selected: key === chosen }, name));
};

const tipItem = (tip) => element("li", { className: "tip" }, element("span", {}, tip.text),
  tip.command && button("chip", tip.command, () => type(tip.command), { title: "Type this into the conversation" }, tip.command));

const summary = ([name, title, day, time]) =>
  [element("b", {}, name), ` in ${title} `, element("span", {}, `${day}, ${time}`)];

function hue(text) {
  let sum = 7;
  for (const letter of text) sum = (sum * 31 + letter.codePointAt(0)) % 360;
  return sum;
}

// ------------------------------------------------------------------ the conversation

/** Load what is shown now, without leaving a trail in the browser's history. */
function openFrame(path) {
  const chat = $("chat");
  const shown = chat.contentWindow?.simcordPreview;
  const stale = shown?.contextId && !shown.authorized && Date.now() - opened > STALE_MS;
  if (path === frame && !stale) return;
  frame = path;
  opened = Date.now();
  veil("Opening the conversation…", false);
  chat.hidden = false;
  lift(path);
  if (stale) chat.contentWindow.location.reload();
  else chat.contentWindow.location.replace(path);
}

/** Take the veil away once simcord has drawn the messages, or after a while in any case. */
function lift(path) {
  if (path !== frame) return;
  const inside = $("chat").contentWindow;
  const ready = inside?.simcordPreview?.ready && inside.location.href.endsWith(path);
  if ((ready || Date.now() - opened > PATIENCE_MS) && !busy) $("veil").hidden = true;
  else setTimeout(lift, 60, path);
}

function veil(text, thin) {
  $("veil-text").textContent = text;
  $("veil").toggleAttribute("data-thin", thin);
  $("veil").hidden = false;
}

/** After our own acts the newest message is what the visitor waits for. */
function followNews() {
  setTimeout(() => {
    const jump = $("chat").contentDocument?.getElementById("new-messages");
    if (jump && !jump.hidden) jump.click();
  }, 700);
}

/** Say so when the bot left an act in the conversation without an answer; simcord's own line speaks to developers. */
function watchAnswers() {
  const last = $("chat").contentWindow?.simcordPreview?.lastAction;
  if (!last || last.requestId === answered) return;
  answered = last.requestId;
  if (last.rejected) toast("That did not go through. Please try again.");
  else if (last.acknowledgement === "unacknowledged") toast("The bot did not answer that.");
}

/** In direct messages simcord leaves mentions as Discord writes them, where Discord's own client shows the name. */
function nameMentions(people) {
  const page = $("chat").contentDocument;
  const messages = page?.getElementById("preview-app");
  if (!messages) return;
  const names = new Map(people.map(({ mention, name }) => [mention, `@${name}`]));
  const put = () => {
    const texts = page.createTreeWalker(messages, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode.data;
      if (!text.includes("<@")) continue;
      const named = text.replace(/<@\d+>/g, (mention) => names.get(mention) ?? mention);
      if (named !== text) texts.currentNode.data = named;
    }
  };
  put();
  if (naming.has(page)) return;
  naming.add(page);
  new MutationObserver(put).observe(messages, { childList: true, subtree: true, characterData: true });
}

/** Once a command has its file, Enter sends it, as in Discord's own client; simcord's page would ask for a file again. */
function watchFiles() {
  const page = $("chat").contentDocument;
  if (!page?.body || filing.has(page)) return;
  filing.add(page);
  page.addEventListener("change", (event) => {
    if (!event.target.matches?.(".command-file-input")) return;
    setTimeout(() => {
      if (!page.querySelector(".command-pill.has-error, .command-option-input")) page.querySelector(".command-chip")?.focus();
    });
  });
}

/** Type a command into the conversation; the clipboard is the way out where there is no composer. */
async function type(command) {
  fold(false);
  const page = $("chat").contentDocument;
  page?.querySelector(".command-context-close")?.click(); // a command that was begun gives way
  const field = page?.querySelector("textarea#channel-composer-input");
  if (field?.checkVisibility()) {
    field.focus();
    field.value = command;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return;
  }
  await navigator.clipboard.writeText(command);
  toast(`Copied ${command}`);
}

// ------------------------------------------------------------------ small things

function fold(open) {
  $("panel").toggleAttribute("data-open", open);
  $("fold").setAttribute("aria-expanded", String(open));
  $("fold").textContent = open ? "Close" : "Menu";
}

function toast(text) {
  clearTimeout(toastTimer);
  $("toast").textContent = text;
  $("toast").setAttribute("data-shown", "");
  toastTimer = setTimeout(() => $("toast").removeAttribute("data-shown"), TOAST_MS);
}

$("fold").addEventListener("click", () => fold(!$("panel").hasAttribute("data-open")));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && $("panel").hasAttribute("data-open")) { fold(false); $("fold").focus(); }
});
poll();
