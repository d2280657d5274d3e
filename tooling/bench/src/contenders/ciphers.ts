/** What everybody uses who can. */
export const GCM = "aes128-gcm@openssh.com";

/** For those who cannot. */
export const CTR = "aes128-ctr";
