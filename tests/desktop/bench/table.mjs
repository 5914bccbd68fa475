// The one table a run prints, in the form of `cargo xtask bench`: figure, ours, an empty window's, ratio, goal, held or
// missed. A goal that is missed fails nothing.

const numbers = new Intl.NumberFormat("pt-BR");
const units = {
  ms: (value) => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`,
  MB: (value) => `${(value / 1e6).toFixed(1)} MB`,
  "%": (value) => `${value.toFixed(2)} %`,
  "": (value) => numbers.format(Math.round(value)),
};

export class Table {
  #held = 0;
  #missed = 0;
  #started = false;

  /** `most` is a limit for ours, `ratio` one for ours over the empty window's. */
  add({ name, size, ours, unit = "ms", bare, most, ratio }) {
    if (!this.#started) {
      this.#started = true;
      console.log(
        "| medida | atendimentos | nosso | janela nua | razão | meta | |\n|---|---:|---:|---:|---:|---:|---|",
      );
    }
    const show = units[unit];
    const times = bare === undefined ? undefined : ours / bare;
    const goals = [
      most === undefined ? undefined : { says: `≤ ${show(most)}`, held: ours <= most },
      ratio === undefined || times === undefined ? undefined : { says: `≤ ${ratio}× a nua`, held: times <= ratio },
    ].filter(Boolean);
    const held = goals.every((goal) => goal.held);
    if (goals.length > 0 && held) this.#held += 1;
    if (goals.length > 0 && !held) this.#missed += 1;
    const cells = [
      name,
      size === undefined ? "" : numbers.format(size),
      show(ours),
      bare === undefined ? "" : show(bare),
      times === undefined ? "" : `${times.toFixed(2)}×`,
      goals.map((goal) => goal.says).join(" e "),
      goals.length === 0 ? "" : held ? "cumprida" : "**perdida**",
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }

  /** The median and the 95th percentile of many, each held to the same limit. All of them, in their order, beside the table. */
  spread({ name, size, values, most }) {
    console.error(`${name}: ${values.map((value) => value.toFixed(0)).join(" ")}`);
    const sorted = [...values].sort((one, other) => one - other);
    this.add({ name: `${name}, p50`, size, ours: share(sorted, 0.5), most });
    this.add({ name: `${name}, p95`, size, ours: share(sorted, 0.95), most });
  }

  summary() {
    return `${this.#held} metas cumpridas, ${this.#missed} perdidas`;
  }
}

export function median(values) {
  return share(
    [...values].sort((one, other) => one - other),
    0.5,
  );
}

/** The value below which this share of the sorted lies. */
function share(sorted, part) {
  return sorted[Math.max(Math.ceil(sorted.length * part), 1) - 1] ?? Number.NaN;
}
