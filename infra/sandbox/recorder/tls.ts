/**
 * Loopback carries no TLS. The sandbox stands for an AWS endpoint, which always does, and policies that ask for
 * `aws:SecureTransport` hold here; so records say what AWS would.
 */
export const tls = { tlsVersion: "TLSv1.3", cipherSuite: "TLS_AES_128_GCM_SHA256" };
