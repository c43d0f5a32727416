// The setup link carries its code behind the #, where no server and no log sees it.
const field = document.querySelector("[data-from-hash]");
if (field && location.hash.length > 1) {
  field.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
}
