// Before the first paint: the chosen colours, and a sign that scripts run.
{
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") root.dataset.bsTheme = chosen;
  } catch {
    // Storage is closed to us: the system decides.
  }
}
