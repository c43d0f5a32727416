// Code can be copied, and so can the address of a section.
const SHOWN = 2000; // ms for which a button says that it has copied

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    porchlight.tell(`${what} is copied.`);
    return true;
  } catch {
    porchlight.tell("The browser does not let the page copy.");
  }
}

// sample is the code alone: without prompts, and without what was printed between them.
function sample(code) {
  const text = code.cloneNode(true);
  for (const other of text.querySelectorAll(".gp, .go")) other.remove();
  return text.textContent.trimEnd() + "\n";
}

function addButton(block) {
  const code = block.querySelector("pre code");
  const button = document.createElement("button");
  button.className = "copy";
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    if (!await copy(sample(code), "The code")) return;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, SHOWN);
  });
  block.querySelector(".code-caption").append(button);
}

if (navigator.clipboard) {
  for (const block of document.querySelectorAll(".prose .code:not(.output)")) addButton(block);
  document.addEventListener("click", event => {
    const anchor = event.target.closest(".anchor");
    if (anchor && porchlight.isPlain(event)) copy(anchor.href, "The address of this section");
  });
}
