/** Every domain and path that a cookie of this page may have been set for, as the attributes that name it. */
const places = () => {
  const labels = location.hostname.split(".");
  const domains = ["", ...labels.map((_, i) => `;domain=${labels.slice(i).join(".")}`)];
  const parts = location.pathname.split("/");
  const paths = new Set(parts.flatMap((_, i) => [`${parts.slice(0, i).join("/")}/`, parts.slice(0, i + 1).join("/") || "/"]));
  return domains.flatMap((domain) => [...paths].map((path) => `;path=${path}${domain}`));
};

/** Makes the browser forget who the visitor is, and what they were pinned to in the project. */
export const forget = (project) => {
  try {
    for (const name of ["lk_visitor", "lk_day", `lk_buckets.${project}`])
      for (const place of places()) document.cookie = `${name}=;max-age=0${place}`;
  } catch {
    // Nothing can be stored here, so there is nothing to forget.
  }
};
