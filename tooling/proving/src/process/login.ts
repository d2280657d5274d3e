/** Who may log in to the servers of the proofs, which listen on loopback for as long as a proof runs. */
export const USER = "prover";
export const PASSWORD = "what only the proofs know";
