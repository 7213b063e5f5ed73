// Remembers 大字 and 颜色 from page to page. Without script both work too, for one page.
// Runs before the first paint, so that the text does not jump: a class on <html> says the same
// to the style sheet as the ticked box.
const root = document.documentElement;
const choices = { type: ["normal", "large"], scheme: ["auto", "light", "dark"] };

function choose(name, value) {
  for (const other of choices[name]) root.classList.toggle(other, other === value);
}

function remembered(name) {
  try {
    const value = localStorage.getItem(name);
    return choices[name].includes(value) ? value : choices[name][0];
  } catch {
    return choices[name][0]; // storage is switched off
  }
}

function remember(name, value) {
  choose(name, value);
  try {
    localStorage.setItem(name, value);
  } catch {
    // storage is switched off: the choice holds for this page
  }
}

for (const name in choices) choose(name, remembered(name));

document.addEventListener("DOMContentLoaded", () => {
  const large = document.getElementById("large");
  if (!large) return; // a page without the choices keeps to them all the same
  large.checked = remembered("type") === "large";
  large.addEventListener("change", () => remember("type", large.checked ? "large" : "normal"));
  document.getElementById(remembered("scheme")).checked = true;
  for (const scheme of choices.scheme) {
    document.getElementById(scheme).addEventListener("change", () => remember("scheme", scheme));
  }
  leadToSearch();
});

// The box of a home page: its button is a link, to which the words are added.
function leadToSearch() {
  const link = document.querySelector("a#search");
  if (!link) return;
  const words = document.getElementById("words");
  for (const each of link.parentElement.children) each.hidden = false;
  const add = () => {
    const address = new URL(link.href);
    address.searchParams.set("q", words.value.trim());
    link.href = address;
  };
  words.addEventListener("input", add);
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) link.click();
  });
}
