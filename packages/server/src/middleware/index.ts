export { audit, type AuditError, type AuditRecord } from "./audit.ts";
export { boundBackend, boundHandle } from "./bound.ts";
export { type BackendCall, intercept, type Interceptor } from "./intercept.ts";
export { mount } from "./mount.ts";
export { allow, type Choice, deny } from "./permit.ts";
export { readOnly } from "./readOnly.ts";
export { umask } from "./umask.ts";
