// The shop's own behaviour; it knows nothing of experiments.

const bag = document.querySelector("#bag");

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest(".add")) bag.textContent = String(Number(bag.textContent) + 1);
});
