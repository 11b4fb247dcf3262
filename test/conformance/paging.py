"""
Fills a sandbox and reads every listing twice with botocore's paginators: as it comes, and in small pages. Prints one JSON
line per listing: its name, how many small pages there were, how many things, and whether both readings were the same.
Then botocore's waiters, each of which must end by itself. `client`, `out` and `allow` are the test's (boto3-sandbox.ts).
"""


def read(service, operation, size, things, account="workload", **params):
    paginator = client(service, account).get_paginator(operation)
    whole = paginator.paginate(**params).build_full_result()
    paging = {"PageSize": size} if size else {}
    pages = sum(1 for _ in paginator.paginate(**params, PaginationConfig=paging))
    parts = paginator.paginate(**params, PaginationConfig=paging).build_full_result()
    same = json.dumps(whole, default=plain) == json.dumps(parts, default=plain)
    out({"name": f"{service}:{operation}", "pages": pages, "things": len(whole.get(things, [])), "same": same})


def fill(count, call):
    return [call(index) for index in range(count)]


s3 = client("s3")
fill(5, lambda index: s3.create_bucket(Bucket=f"paging-{index}"))
s3.put_bucket_versioning(Bucket="paging-0", VersioningConfiguration={"Status": "Enabled"})
fill(7, lambda index: s3.put_object(Bucket="paging-0", Key=f"folder {index % 3}/key+{index}", Body=b"x"))
fill(3, lambda index: s3.delete_object(Bucket="paging-0", Key=f"folder {index % 3}/key+{index}"))
uploads = fill(5, lambda index: s3.create_multipart_upload(Bucket="paging-0", Key=f"upload {index}")["UploadId"])
for number in range(1, 6):
    s3.upload_part(Bucket="paging-0", Key="upload 0", UploadId=uploads[0], PartNumber=number, Body=b"part")
read("s3", "list_buckets", 2, "Buckets")
read("s3", "list_objects", 2, "Contents", Bucket="paging-0")
read("s3", "list_objects_v2", 2, "Contents", Bucket="paging-0")
read("s3", "list_objects_v2", 1, "CommonPrefixes", Bucket="paging-0", Delimiter="/")
read("s3", "list_object_versions", 2, "Versions", Bucket="paging-0")
read("s3", "list_multipart_uploads", 2, "Uploads", Bucket="paging-0")
read("s3", "list_parts", 2, "Parts", Bucket="paging-0", Key="upload 0", UploadId=uploads[0])

ec2 = client("ec2")
group = fill(6, lambda index: ec2.create_security_group(GroupName=f"group-{index}", Description="x")["GroupId"])[0]
for port in range(6):
    ec2.authorize_security_group_ingress(GroupId=group, IpProtocol="tcp", FromPort=port, ToPort=port, CidrIp="0.0.0.0/0")
image = ec2.describe_images(Owners=["amazon"], Filters=[{"Name": "architecture", "Values": ["x86_64"]}])["Images"][0]
launch = {"ImageId": image["ImageId"], "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1}
instances = fill(6, lambda index: ec2.run_instances(**launch)["Instances"][0]["InstanceId"])
ec2.create_tags(Resources=instances, Tags=[{"Key": "team", "Value": "audit"}])
read("ec2", "describe_instances", 5, "Reservations")
read("ec2", "describe_instance_status", 5, "InstanceStatuses")
read("ec2", "describe_security_groups", 5, "SecurityGroups")
read("ec2", "describe_security_group_rules", 5, "SecurityGroupRules")
read("ec2", "describe_tags", 5, "Tags")
read("ec2", "describe_subnets", 5, "Subnets")
read("ec2", "describe_instance_types", 5, "InstanceTypes")
read("ec2", "describe_images", 1, "Images")

kms = client("kms")
key = fill(5, lambda index: kms.create_key()["KeyMetadata"]["KeyId"])[0]
fill(5, lambda index: kms.create_alias(AliasName=f"alias/paging-{index}", TargetKeyId=key))
kms.tag_resource(KeyId=key, Tags=[{"TagKey": f"tag-{index}", "TagValue": "x"} for index in range(5)])
read("kms", "list_keys", 2, "Keys")
read("kms", "list_aliases", 2, "Aliases")
read("kms", "list_resource_tags", 2, "Tags", KeyId=key)

sqs = client("sqs")
queues = fill(5, lambda index: sqs.create_queue(QueueName=f"paging-{index}")["QueueUrl"])
queue = sqs.get_queue_attributes(QueueUrl=queues[0], AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
for url in queues[1:]:
    redrive = json.dumps({"deadLetterTargetArn": queue, "maxReceiveCount": 1})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": redrive})
read("sqs", "list_queues", 2, "QueueUrls")
read("sqs", "list_dead_letter_source_queues", 2, "queueUrls", QueueUrl=queues[0])

# SNS has no size of pages: a hundred at a time.
sns = client("sns")
topics = fill(101, lambda index: sns.create_topic(Name=f"paging-{index}")["TopicArn"])
for index in range(101):
    sns.subscribe(TopicArn=topics[0], Protocol="email", Endpoint=f"{index}@example.com")
read("sns", "list_topics", None, "Topics")
read("sns", "list_subscriptions", None, "Subscriptions")
read("sns", "list_subscriptions_by_topic", None, "Subscriptions", TopicArn=topics[0])

iam = client("iam")
permitting = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
permit = json.dumps({"Version": "2012-10-17", "Statement": [permitting]})
trusting = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
trust = json.dumps({"Version": "2012-10-17", "Statement": [trusting]})
fill(4, lambda index: iam.create_user(UserName=f"user-{index}"))
fill(4, lambda index: iam.create_role(RoleName=f"role-{index}", AssumeRolePolicyDocument=trust))
fill(4, lambda index: iam.create_group(GroupName=f"group-{index}"))
made = fill(4, lambda index: iam.create_policy(PolicyName=f"policy-{index}", PolicyDocument=permit))
policies = [each["Policy"]["Arn"] for each in made]
for index in range(4):
    iam.add_user_to_group(UserName="user-0", GroupName=f"group-{index}")
    iam.add_user_to_group(UserName=f"user-{index}", GroupName="group-0")
    iam.attach_user_policy(UserName="user-0", PolicyArn=policies[index])
    iam.put_user_policy(UserName="user-0", PolicyName=f"inline-{index}", PolicyDocument=permit)
    iam.tag_user(UserName="user-0", Tags=[{"Key": f"tag-{index}", "Value": "x"}])
    iam.create_policy_version(PolicyArn=policies[0], PolicyDocument=permit)
read("iam", "list_users", 2, "Users")
read("iam", "list_roles", 2, "Roles")
read("iam", "list_groups", 2, "Groups")
read("iam", "list_policies", 2, "Policies", Scope="Local")
read("iam", "list_policy_versions", 2, "Versions", PolicyArn=policies[0])
read("iam", "list_groups_for_user", 2, "Groups", UserName="user-0")
read("iam", "get_group", 2, "Users", GroupName="group-0")
read("iam", "list_attached_user_policies", 2, "AttachedPolicies", UserName="user-0")
read("iam", "list_user_policies", 2, "PolicyNames", UserName="user-0")
read("iam", "list_user_tags", 2, "Tags", UserName="user-0")
read("iam", "get_account_authorization_details", 2, "UserDetailList", Filter=["User"])
read("organizations", "list_accounts", 1, "Accounts", account="management")
# Reading is recorded too: only what was written stands still.
written = [{"AttributeKey": "ReadOnly", "AttributeValue": "false"}]
read("cloudtrail", "lookup_events", 7, "Events", LookupAttributes=written)


def wait(service, name, **params):
    client(service).get_waiter(name).wait(**params, WaiterConfig={"Delay": 1, "MaxAttempts": 2})
    out({"name": f"{service} {name}", "pages": 2, "things": 1, "same": True})


wait("s3", "bucket_exists", Bucket="paging-0")
wait("s3", "bucket_not_exists", Bucket="paging-none")
wait("s3", "object_exists", Bucket="paging-0", Key="folder 0/key+3")
wait("s3", "object_not_exists", Bucket="paging-0", Key="none")
wait("ec2", "image_available", ImageIds=[image["ImageId"]])
wait("ec2", "instance_exists", InstanceIds=instances)
wait("ec2", "instance_running", InstanceIds=instances)
wait("ec2", "instance_status_ok", InstanceIds=instances)
wait("ec2", "system_status_ok", InstanceIds=instances)
ec2.stop_instances(InstanceIds=instances)
wait("ec2", "instance_stopped", InstanceIds=instances)
ec2.terminate_instances(InstanceIds=instances)
wait("ec2", "instance_terminated", InstanceIds=instances)
ec2.create_key_pair(KeyName="paging")
wait("ec2", "key_pair_exists", KeyNames=["paging"])
wait("ec2", "security_group_exists", GroupIds=[group])
wait("ec2", "subnet_available")
wait("ec2", "vpc_available")
wait("iam", "user_exists", UserName="user-0")
wait("iam", "role_exists", RoleName="role-0")
wait("iam", "policy_exists", PolicyArn=policies[0])
