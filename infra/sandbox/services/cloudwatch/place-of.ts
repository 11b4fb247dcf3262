import type { Call } from "../../service.ts";
import type { Place } from "./metric-store.ts";

/** Where a call's metrics and alarms are: the account and region of the caller. */
export const placeOf = ({ caller, region }: Pick<Call, "caller" | "region">): Place => ({
  accountId: caller.accountId,
  region,
});
