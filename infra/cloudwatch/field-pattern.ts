import { compareField, type Operand, type Operator, readOperand, takeOperator } from "./operand.ts";
import type { Scanner } from "./scanner.ts";

interface Test {
  readonly operator: Operator;
  readonly operand: Operand;
}

/** One field of a space-delimited pattern; nothing stands for any number of fields. */
interface Field {
  /** Empty where the pattern gives none. */
  readonly name: string;
  /** One of the groups must hold, all of its tests. */
  readonly anyOf: readonly (readonly Test[])[];
}

/** Fields from the left, and, when there is an ellipsis, from the right. */
export interface Fields {
  readonly left: readonly Field[];
  readonly right: readonly Field[] | undefined;
}

/** Characters that need no quotes. */
const bare = /[^\s,&|\]"()]+/uy;

/** Reads the inside of `[ip, user, ..., status = 4* && status != 404, bytes > 1000]`. */
export function readFields(scanner: Scanner): Fields {
  const left: Field[] = [];
  let right: Field[] | undefined;
  do {
    if (scanner.take("...")) {
      if (right) throw scanner.trouble("a second ellipsis; one is allowed", scanner.at - 3);
      right = [];
    } else (right ?? left).push(readField(scanner));
  } while (scanner.take(","));
  return { left, right };
}

function readField(scanner: Scanner): Field {
  const name = takeName(scanner);
  const groups: Test[][] = [[]];
  let operator = takeOperator(scanner);
  if (!operator) return { name, anyOf: groups };
  for (;;) {
    groups.at(-1)!.push({ operator, operand: readOperand(scanner, operator, bare) });
    if (scanner.take("||")) groups.push([]);
    else if (!scanner.take("&&")) return { name, anyOf: groups };
    const start = scanner.next;
    if (takeName(scanner) !== name) throw scanner.trouble(`the field name ${name} expected`, start);
    operator = takeOperator(scanner);
    if (!operator) throw scanner.trouble("an operator expected");
  }
}

const takeName = (scanner: Scanner): string => scanner.takeMatch(/\$?\w+/uy) ?? "";

/** The field's values by name and place (`$status`, `$1`); undefined when the event does not match. */
export function fieldsOf(
  { left, right }: Fields,
  values: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const count = left.length + (right?.length ?? 0);
  if (right ? values.length < count : values.length !== count) return undefined;
  const middle = values.slice(left.length, values.length - (right?.length ?? 0));
  const fields = [...left, ...middle.map(() => undefined), ...(right ?? [])];
  const found: [string, string][] = [];
  for (const [index, value] of values.entries()) {
    const field = fields[index];
    if (field && !field.anyOf.some((tests) => tests.every((test) => holds(value, test)))) return undefined;
    found.push([field?.name ? `$${field.name.replace(/^\$/, "")}` : `$${index + 1}`, value]);
  }
  return Object.fromEntries(found);
}

const holds = (value: string, { operator, operand }: Test): boolean => compareField(value, operator, operand);
