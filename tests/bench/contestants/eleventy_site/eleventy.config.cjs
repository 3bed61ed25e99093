// The same site as Hugo's: an activity, and a list per organisation, theme, neighbourhood and venue.
const KINDS = ["organisation", "theme", "neighbourhood", "venue"];

const slug = (name) =>
  name.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

module.exports = (config) => {
  const activities = (api) =>
    api.getFilteredByGlob("content/activiteiten/**/*.md")
      .sort((one, other) => (one.data.title < other.data.title ? -1 : 1));

  const lists = (api) => {
    const found = new Map();
    for (const activity of activities(api)) {
      for (const kind of KINDS) {
        for (const label of activity.data[kind]) {
          const url = `/${kind}/${slug(label)}/`;
          if (!found.has(url)) found.set(url, { kind, label, url, items: [] });
          found.get(url).items.push(activity);
        }
      }
    }
    return [...found.values()];
  };
  const home = (api) => ({ kind: "home", label: "Alle activiteiten", url: "/", items: activities(api) });

  config.addCollection("activities", activities);
  config.addCollection("lists", (api) => [home(api), ...lists(api)]);
  config.addCollection("nav", (api) => lists(api).filter((list) => ["theme", "neighbourhood"].includes(list.kind)));
  config.addFilter("slug", slug);
  config.addFilter("stamp", (date) => date.toISOString().replace(/[-:]|\.\d+/g, ""));
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  config.addFilter("rfc822", (date) => date.toUTCString());
  config.addFilter("escaped", (text) => text.replace(/([,;\\])/g, "\\$1"));
  config.addGlobalData("kinds", KINDS);

  return {
    dir: { input: "content", output: "public", includes: "../_includes" },
    markdownTemplateEngine: false,
    htmlTemplateEngine: "njk",
  };
};
