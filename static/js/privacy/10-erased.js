// What a visitor's browser keeps for the site goes with what was erased. What a desk keeps in the same browser stays.
if (document.querySelector("[data-erased]")) {
  for (const name of ["localStorage", "sessionStorage"]) {
    const disk = porchlight.store(name);
    for (const key of Object.keys(disk)) if (key.startsWith("porchlight.") && !key.includes("/inbox/")) disk.removeItem(key);
  }
}
