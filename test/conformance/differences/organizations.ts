import type { IntendedDifference } from "./index.ts";

const names =
  "Names and addresses are those of the accounts that each begins with, and no order of accounts is promised.";

export const organizations: readonly IntendedDifference[] = [
  { operation: "*", path: "*Email", ours: "*@example.com", moto: "*@example.com", why: names },
  { operation: "*", path: "*Name", ours: "*", moto: "*", why: names },
  {
    operation: "*",
    path: "*Paths",
    ours: "[]",
    moto: "absent",
    why: "Part of Account since 2025 (Account); moto does not have it yet.",
  },
  {
    operation: "*",
    path: "*JoinedMethod",
    ours: "INVITED",
    moto: "CREATED",
    why: "The management account was not created by the organization (CLI examples, list-accounts).",
  },
  {
    operation: "DescribeAccount",
    path: "error",
    ours: "InvalidInputException 400",
    moto: "AccountNotFoundException 400",
    why: "What is no account number is invalid (DescribeAccount: AccountId has twelve digits); moto looks for it.",
  },
  {
    operation: "ListParents",
    path: "error",
    ours: "ChildNotFoundException 400",
    moto: "AccountNotFoundException 400",
    why: "AccountNotFoundException is no error of this operation (ListParents, Errors).",
  },
];
