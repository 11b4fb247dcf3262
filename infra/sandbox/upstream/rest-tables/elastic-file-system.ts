/** elasticfilesystem: method, path and operation of each call (its API Reference, by way of botocore 1.43.11's model). */
export const elasticFileSystem = `
POST /2015-02-01/access-points CreateAccessPoint
POST /2015-02-01/file-systems CreateFileSystem
POST /2015-02-01/mount-targets CreateMountTarget
POST /2015-02-01/file-systems/{SourceFileSystemId}/replication-configuration CreateReplicationConfiguration
POST /2015-02-01/create-tags/{FileSystemId} CreateTags
DELETE /2015-02-01/access-points/{AccessPointId} DeleteAccessPoint
DELETE /2015-02-01/file-systems/{FileSystemId} DeleteFileSystem
DELETE /2015-02-01/file-systems/{FileSystemId}/policy DeleteFileSystemPolicy
DELETE /2015-02-01/mount-targets/{MountTargetId} DeleteMountTarget
DELETE /2015-02-01/file-systems/{SourceFileSystemId}/replication-configuration DeleteReplicationConfiguration
POST /2015-02-01/delete-tags/{FileSystemId} DeleteTags
GET /2015-02-01/access-points DescribeAccessPoints
GET /2015-02-01/account-preferences DescribeAccountPreferences
GET /2015-02-01/file-systems/{FileSystemId}/backup-policy DescribeBackupPolicy
GET /2015-02-01/file-systems/{FileSystemId}/policy DescribeFileSystemPolicy
GET /2015-02-01/file-systems DescribeFileSystems
GET /2015-02-01/file-systems/{FileSystemId}/lifecycle-configuration DescribeLifecycleConfiguration
GET /2015-02-01/mount-targets/{MountTargetId}/security-groups DescribeMountTargetSecurityGroups
GET /2015-02-01/mount-targets DescribeMountTargets
GET /2015-02-01/file-systems/replication-configurations DescribeReplicationConfigurations
GET /2015-02-01/tags/{FileSystemId}/ DescribeTags
GET /2015-02-01/resource-tags/{ResourceId} ListTagsForResource
PUT /2015-02-01/mount-targets/{MountTargetId}/security-groups ModifyMountTargetSecurityGroups
PUT /2015-02-01/account-preferences PutAccountPreferences
PUT /2015-02-01/file-systems/{FileSystemId}/backup-policy PutBackupPolicy
PUT /2015-02-01/file-systems/{FileSystemId}/policy PutFileSystemPolicy
PUT /2015-02-01/file-systems/{FileSystemId}/lifecycle-configuration PutLifecycleConfiguration
POST /2015-02-01/resource-tags/{ResourceId} TagResource
DELETE /2015-02-01/resource-tags/{ResourceId} UntagResource
PUT /2015-02-01/file-systems/{FileSystemId} UpdateFileSystem
PUT /2015-02-01/file-systems/{FileSystemId}/protection UpdateFileSystemProtection
`;
