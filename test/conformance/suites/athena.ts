import { call, type Suite } from "../suite.ts";

const notInMoto = "moto does not have this operation";
const noCheck = "moto does not check this";
const arn = "arn:aws:athena:${region}:${account}:workgroup/audit";
const WorkGroup = "audit";
const fails = "InvalidRequestException";
const token = "12345678-1234-1234-1234-123456789012";
const query = {
  Name: "denied calls",
  Description: "who was refused",
  Database: "logs",
  QueryString: "SELECT 1",
  WorkGroup,
};

/** Amazon Athena: workgroups, named queries, tags. */
export const athena: Suite = {
  service: "athena",
  without: { StartQueryExecution: "The sandbox runs no queries; the operation says so." },
  steps: [
    call("ListWorkGroups"),
    call("CreateWorkGroup", {
      Name: "audit",
      Description: "of trails",
      Configuration: {
        ResultConfiguration: {
          OutputLocation: "s3://logs/athena-results/",
          EncryptionConfiguration: { EncryptionOption: "SSE_S3" },
        },
        EnforceWorkGroupConfiguration: true,
        PublishCloudWatchMetricsEnabled: true,
        BytesScannedCutoffPerQuery: 10_000_000,
      },
      Tags: [{ Key: "team", Value: "audit" }],
    }),
    call("CreateWorkGroup", { Name: "audit" }, { fails }),
    call("CreateWorkGroup", { Name: "bare" }, { only: "moto answers a configuration that is not there" }),
    call(
      "CreateWorkGroup",
      { Name: "small", Configuration: { BytesScannedCutoffPerQuery: 1 } },
      { fails, only: noCheck, cli: "the CLI refuses it itself" },
    ),
    call(
      "CreateWorkGroup",
      { Name: "wrong", Configuration: { ResultConfiguration: { OutputLocation: "logs" } } },
      { fails, only: noCheck },
    ),
    call(
      "CreateWorkGroup",
      { Name: "managed", Configuration: { ManagedQueryResultsConfiguration: { Enabled: true } } },
      { fails, only: "managed results are not in the sandbox" },
    ),
    call("CreateWorkGroup", { Name: "denied" }, { as: "nobody", fails: "AccessDeniedException" }),
    call("GetWorkGroup", { WorkGroup }),
    call("GetWorkGroup", { WorkGroup: "primary" }, { only: "moto answers other settings" }),
    call("GetWorkGroup", { WorkGroup: "nowhere" }, { fails, only: "moto answers nothing" }),
    call(
      "ListWorkGroups",
      { MaxResults: 1 },
      { save: { next: "NextToken" }, only: "moto has no pages here" },
    ),
    call("ListWorkGroups", { MaxResults: 1, NextToken: "${next}" }, { only: "moto has no pages here" }),
    call("ListWorkGroups", { NextToken: "nonsense" }, { fails, only: "moto has no pages here" }),
    call(
      "UpdateWorkGroup",
      {
        WorkGroup,
        State: "DISABLED",
        Description: "changed",
        ConfigurationUpdates: {
          RemoveBytesScannedCutoffPerQuery: true,
          ResultConfigurationUpdates: { RemoveEncryptionConfiguration: true, OutputLocation: "s3://other/" },
        },
      },
      { only: notInMoto },
    ),
    call("GetWorkGroup", { WorkGroup }, { only: "changed by an operation that moto does not have" }),
    call("UpdateWorkGroup", { WorkGroup: "nowhere" }, { fails, only: notInMoto }),

    call("ListTagsForResource", { ResourceARN: arn }),
    call("TagResource", { ResourceARN: arn, Tags: [{ Key: "stage", Value: "test" }] }),
    call("UntagResource", { ResourceARN: arn, TagKeys: ["team"] }),
    call("ListTagsForResource", { ResourceARN: arn }),
    call(
      "ListTagsForResource",
      { ResourceARN: "arn:aws:athena:${region}:${account}:datacatalog/none" },
      { fails: "ResourceNotFoundException", only: noCheck },
    ),

    call("CreateNamedQuery", query, { save: { id: "NamedQueryId" } }),
    call(
      "CreateNamedQuery",
      { ...query, Name: "once", ClientRequestToken: token },
      { save: { once: "NamedQueryId" }, only: noCheck },
    ),
    call("CreateNamedQuery", { ...query, Name: "once", ClientRequestToken: token }, { only: noCheck }),
    call(
      "CreateNamedQuery",
      { ...query, Name: "twice", ClientRequestToken: token },
      { fails, only: noCheck },
    ),
    call("CreateNamedQuery", { ...query, WorkGroup: "nowhere" }, { fails }),
    call("GetNamedQuery", { NamedQueryId: "${id}" }),
    call("GetNamedQuery", { NamedQueryId: "nothing" }, { fails, only: "moto fails inside" }),
    call("ListNamedQueries", { WorkGroup }, { only: "moto has one less, see above" }),
    call("ListNamedQueries", { WorkGroup, MaxResults: 1 }, { only: "moto has one less, see above" }),
    call("BatchGetNamedQuery", { NamedQueryIds: ["${id}", "nothing"] }, { only: notInMoto }),
    call(
      "UpdateNamedQuery",
      { NamedQueryId: "${id}", Name: "refused calls", QueryString: "SELECT 2" },
      { only: notInMoto },
    ),
    call(
      "StartQueryExecution",
      { QueryString: "SELECT 1", WorkGroup },
      { fails, only: "the sandbox runs no queries" },
    ),
    call("DeleteWorkGroup", { WorkGroup }, { fails, only: noCheck }),
    call("DeleteNamedQuery", { NamedQueryId: "${id}" }, { only: notInMoto }),
    call("DeleteNamedQuery", { NamedQueryId: "${id}" }, { fails, only: notInMoto }),
    call("DeleteWorkGroup", { WorkGroup, RecursiveDeleteOption: true }),
    call("DeleteWorkGroup", { WorkGroup: "primary" }, { fails, only: noCheck }),
  ],
};
