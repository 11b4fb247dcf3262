import type { FieldSelector, Selection } from "../cloudtrail/event-selectors.ts";

/** How much of one kind of events a trail records. */
export interface Coverage {
  /** `all`, all but what `except` names, a part of it, or `none`. */
  readonly extent: "all" | "except" | "part" | "none";
  /** Event sources or ARNs left out. */
  readonly except: readonly string[];
}

const none: Coverage = { extent: "none", except: [] };
const order = ["none", "part", "except", "all"] as const;

/** The best of several: selectors are alternatives. */
const best = (all: readonly Coverage[]): Coverage =>
  all.reduce((a, b) => (order.indexOf(b.extent) > order.indexOf(a.extent) ? b : a), none);

const whole = (except: readonly string[]): Coverage =>
  except.length > 0 ? { extent: "except", except } : { extent: "all", except };

/** How much of the management events of one direction a selection takes. Pure. */
export function managementCoverage(selection: Selection, direction: "read" | "write"): Coverage {
  if ("EventSelectors" in selection)
    return best(
      selection.EventSelectors.filter(
        (each) => each.IncludeManagementEvents && fits(each.ReadWriteType, direction),
      ).map((each) => whole(each.ExcludeManagementEventSources)),
    );
  return advanced(selection.AdvancedEventSelectors, direction, "Management", "eventSource");
}

/** How much of the data events of one direction on S3 objects a selection takes. Pure. */
export function objectCoverage(selection: Selection, direction: "read" | "write"): Coverage {
  if ("EventSelectors" in selection)
    return best(
      selection.EventSelectors.filter((each) => fits(each.ReadWriteType, direction)).flatMap((each) =>
        each.DataResources.filter(({ Type }) => Type === "AWS::S3::Object").map(({ Values }): Coverage =>
          Values.some((value) => /^arn:aws[a-z-]*:s3(:::)?$/.test(value))
            ? whole([])
            : { extent: "part", except: [] },
        ),
      ),
    );
  return advanced(selection.AdvancedEventSelectors, direction, "Data", "resources.ARN", "AWS::S3::Object");
}

const fits = (type: "All" | "ReadOnly" | "WriteOnly", direction: "read" | "write"): boolean =>
  type === "All" || type === (direction === "read" ? "ReadOnly" : "WriteOnly");

function advanced(
  selectors: Extract<Selection, { AdvancedEventSelectors: unknown }>["AdvancedEventSelectors"],
  direction: "read" | "write",
  category: string,
  exceptField: string,
  resourceType?: string,
): Coverage {
  return best(
    selectors.flatMap(({ FieldSelectors }) => {
      const equals = (name: string) => FieldSelectors.find(({ Field }) => Field === name)?.Equals?.[0];
      if (equals("eventCategory") !== category) return [];
      if (resourceType !== undefined && equals("resources.type") !== resourceType) return [];
      const readOnly = equals("readOnly");
      if (readOnly !== undefined && readOnly !== String(direction === "read")) return [];
      const rest = FieldSelectors.filter(
        ({ Field }) => !["eventCategory", "readOnly", "resources.type"].includes(Field),
      );
      const left = rest.map((field) => (field.Field === exceptField ? exceptions(field) : undefined));
      if (left.includes(undefined)) return [{ extent: "part", except: [] } as const];
      return [whole(left.flatMap((values) => values ?? []))];
    }),
  );
}

/** What a field selector leaves out; undefined when it does not only leave out. */
function exceptions(field: FieldSelector): readonly string[] | undefined {
  if (field.Equals ?? field.StartsWith ?? field.EndsWith ?? field.NotEndsWith) return undefined;
  return [...(field.NotEquals ?? []), ...(field.NotStartsWith ?? [])];
}
