import type { Sample } from "../../../cloudwatch/statistics.ts";
import type { World } from "../../world.ts";

/** Where metrics and alarms are. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

/** A metric: its names, and its dimensions in any order. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
}

/** Values that come for a metric; several may be one sample if they are the same. */
export interface MetricValue extends Sample {
  readonly unit: string;
  /** Kept by the second instead of by the minute. */
  readonly isHighResolution?: boolean;
}

const schema = `
  CREATE TABLE IF NOT EXISTS cloudwatch_metrics (
    id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, region TEXT NOT NULL, namespace TEXT NOT NULL,
    name TEXT NOT NULL, dimensions TEXT NOT NULL, newest INTEGER NOT NULL,
    UNIQUE (account, region, namespace, name, dimensions));
  CREATE TABLE IF NOT EXISTS cloudwatch_values (
    metric INTEGER NOT NULL, time INTEGER NOT NULL, unit TEXT NOT NULL, minimum REAL NOT NULL, maximum REAL NOT NULL,
    count REAL NOT NULL, sum REAL NOT NULL, PRIMARY KEY (metric, time, unit, minimum, maximum)) WITHOUT ROWID;`;

/** The tables of metrics and their values. Equal values of a minute are one row, so that counting costs little. */
export class MetricStore {
  readonly #db: World["db"];

  constructor(db: World["db"]) {
    this.#db = db;
    db.exec(schema);
  }

  add(place: Place, metric: Metric, values: readonly MetricValue[]): void {
    const newest = Math.max(...values.map(({ time }) => time));
    const row = this.#db
      .prepare(
        `INSERT INTO cloudwatch_metrics (account, region, namespace, name, dimensions, newest) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET newest = MAX(newest, excluded.newest) RETURNING id`,
      )
      .get(...keyOf(place, metric), newest);
    const id = Number(row!["id"]);
    const insert = this.#db.prepare(
      `INSERT INTO cloudwatch_values (metric, time, unit, minimum, maximum, count, sum) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET count = count + excluded.count, sum = sum + excluded.sum`,
    );
    for (const { time, unit, minimum, maximum, count, sum, isHighResolution } of values) {
      const step = isHighResolution ? 1_000 : 60_000;
      insert.run(id, Math.floor(time / step) * step, unit, minimum, maximum, count, sum);
    }
  }

  /** Samples of a metric from `start` on until before `end`, of one unit or of all. */
  samples(
    place: Place,
    metric: Metric,
    {
      start,
      end,
      unit,
    }: { readonly start: number; readonly end: number; readonly unit?: string | undefined },
  ): readonly (Sample & { readonly unit: string })[] {
    return this.#db
      .prepare(
        `SELECT time, unit, minimum, maximum, count, sum FROM cloudwatch_values
         WHERE metric = (SELECT id FROM cloudwatch_metrics
             WHERE account = ? AND region = ? AND namespace = ? AND name = ? AND dimensions = ?)
           AND time >= ? AND time < ? AND (? IS NULL OR unit = ?)
         ORDER BY time`,
      )
      .all(...keyOf(place, metric), start, end, unit ?? null, unit ?? null) as unknown as (Sample & {
      unit: string;
    })[];
  }

  /** Metrics that had values since `since`, in the order in which they came to be, after the one with number `after`. */
  metrics(place: Place, since: number, after = 0): readonly (Metric & { readonly id: number })[] {
    return this.#db
      .prepare(
        `SELECT id, namespace, name, dimensions FROM cloudwatch_metrics
         WHERE account = ? AND region = ? AND newest >= ? AND id > ? ORDER BY id`,
      )
      .all(place.accountId, place.region, since, after)
      .map((row) => ({
        id: Number(row["id"]),
        namespace: String(row["namespace"]),
        name: String(row["name"]),
        dimensions: (JSON.parse(String(row["dimensions"])) as [string, string][]).map(([Name, Value]) => ({
          Name,
          Value,
        })),
      }));
  }

  /** Removes values from before `time`, and metrics that have none left. */
  forgetBefore(time: number): void {
    this.#db.prepare("DELETE FROM cloudwatch_values WHERE time < ?").run(time);
    this.#db.prepare("DELETE FROM cloudwatch_metrics WHERE newest < ?").run(time);
  }
}

/** Dimensions in one order, so that the same metric is found however they are given. */
export function dimensionsKey(dimensions: readonly Dimension[]): string {
  return JSON.stringify(
    dimensions.map(({ Name, Value }) => [Name, Value]).sort(([a], [b]) => (a! < b! ? -1 : 1)),
  );
}

const keyOf = ({ accountId, region }: Place, { namespace, name, dimensions }: Metric) =>
  [accountId, region, namespace, name, dimensionsKey(dimensions)] as const;

const stores = new WeakMap<World["db"], MetricStore>();

/** The metric store of a world; its tables are made when it is first asked for. */
export function metricsOf(world: World): MetricStore {
  let store = stores.get(world.db);
  if (!store) {
    store = new MetricStore(world.db);
    // Tables made inside a transaction vanish when it rolls back; the next call has to make them again.
    if (!world.db.isTransaction) stores.set(world.db, store);
  }
  return store;
}
