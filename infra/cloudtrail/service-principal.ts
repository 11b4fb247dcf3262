/** The service principal that delivers log files. */
export const cloudTrailPrincipal = "cloudtrail.amazonaws.com";
