import { python } from "../servers/python.ts";
import { scripted } from "./scripted.ts";

/** paramiko's client. */
export const paramiko = scripted([python, "-W", "ignore"], "paramiko_client.py");

/** asyncssh's client. */
export const asyncssh = scripted([python, "-W", "ignore"], "asyncssh_client.py");
