/** scheduler: method, path and operation of each call (its API Reference, by way of botocore 1.43.11's model). */
export const scheduler = `
POST /schedules/{Name} CreateSchedule
POST /schedule-groups/{Name} CreateScheduleGroup
DELETE /schedules/{Name} DeleteSchedule
DELETE /schedule-groups/{Name} DeleteScheduleGroup
GET /schedules/{Name} GetSchedule
GET /schedule-groups/{Name} GetScheduleGroup
GET /schedule-groups ListScheduleGroups
GET /schedules ListSchedules
GET /tags/{ResourceArn} ListTagsForResource
POST /tags/{ResourceArn} TagResource
DELETE /tags/{ResourceArn} UntagResource
PUT /schedules/{Name} UpdateSchedule
`;
