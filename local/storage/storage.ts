/** The files of the local stack: what stands behind `/storage/v1`, as @supabase/storage-js speaks it. */
import type { Service, StackConfig } from "../config.ts";
import { readSupabaseSettings } from "../rest_auth/supabase_settings.ts";
import { answerBuckets } from "./buckets.ts";
import { downloadObject, downloadPublic, objectInfo } from "./download.ts";
import { type BodyRequest, copyObject, moveObject } from "./object_changes.ts";
import { removeObject, removeObjects } from "./object_changes.ts";
import { filesFolder, openObjectFiles } from "./object_files.ts";
import { listObjects } from "./object_list.ts";
import { downloadSigned, signUpload, signUrl, signUrls, uploadSigned } from "./signed_urls.ts";
import { storageCaller } from "./storage_caller.ts";
import type { ObjectPlace, StorageContext } from "./storage_context.ts";
import { openStorageDatabase } from "./storage_database.ts";
import { asStorageError, badRequest, errorResponse } from "./storage_error.ts";
import { uploadObject } from "./upload.ts";

/** The running part. */
export interface StorageService extends Service {
  /** Answers a request below `/storage/v1/`. */
  handle(request: Request): Promise<Response>;
}

const MOUNT = "/storage/v1/";
const RESERVED = /^(public|authenticated|sign|upload|info|list|move|copy)(\/|$)/;

/** Starts Storage on the state directory's files. */
export async function startStorage(
  config: StackConfig,
  report: (line: string) => void = () => {},
): Promise<StorageService> {
  const { storage } = await readSupabaseSettings(config.projectDir);
  const database = openStorageDatabase(config);
  const files = await openObjectFiles(filesFolder(config.stateDir));
  const context: StorageContext = { keys: config.keys, database, files, ...storage };
  return {
    name: "storage",
    async handle(request) {
      try {
        return await answer(request, context);
      } catch (error) {
        if (asStorageError(error).status >= 500) report(`storage: ${error}`);
        return errorResponse(error);
      }
    },
    stop: () => database.stop(),
  };
}

async function answer(request: Request, context: StorageContext): Promise<Response> {
  const path = pathOf(request);
  const open = await answerOpen(request, path, context);
  if (open !== null) return open;
  const asked = { request, caller: await storageCaller(request, context.keys), context };
  const [area, rest] = firstPart(path);
  if (area === "bucket") return await answerBuckets(asked, rest);
  if (area === "object") return await answerObjects(asked, rest);
  throw badRequest(`Route ${request.method}:${path} not found`);
}

/** What needs no caller: public buckets, and addresses that carry their own proof. */
async function answerOpen(
  request: Request,
  path: string,
  context: StorageContext,
): Promise<Response | null> {
  const { method } = request;
  const isRead = method === "GET" || method === "HEAD";
  const below = (prefix: string) => placeOf(path.slice(prefix.length));
  if (isRead && path.startsWith("object/public/")) {
    return await downloadPublic(request, below("object/public/"), context);
  }
  if (isRead && path.startsWith("object/sign/")) {
    return await downloadSigned(request, below("object/sign/"), context);
  }
  if (method === "PUT" && path.startsWith("object/upload/sign/")) {
    return await uploadSigned(request, below("object/upload/sign/"), context);
  }
  return null;
}

async function answerObjects(asked: BodyRequest, rest: string): Promise<Response> {
  const at = (path: string) => ({ ...asked, place: placeOf(path) });
  const [verb, path] = firstPart(rest);
  switch (`${asked.request.method} ${RESERVED.test(rest) ? verb : ""}`) {
    case "POST list":
      return await listObjects(asked, path);
    case "POST move":
      return await moveObject(asked);
    case "POST copy":
      return await copyObject(asked);
    case "POST sign":
      return path.includes("/") ? await signUrl(at(path)) : await signUrls(asked, path);
    case "POST upload":
      return await signUpload(at(path.replace(/^sign\//, "")));
    case "GET info":
    case "HEAD info":
      return await objectInfo(at(path.replace(/^(authenticated|public)\//, "")));
    case "GET authenticated":
    case "HEAD authenticated":
      return await downloadObject(at(path));
    case "GET ":
    case "HEAD ":
      return await downloadObject(at(rest));
    case "POST ":
    case "PUT ":
      return await uploadObject(at(rest));
    case "DELETE ":
      return path === "" ? await removeObjects(asked, verb) : await removeObject(at(rest));
    default:
      throw badRequest(`Route ${asked.request.method}:/object/${rest} not found`);
  }
}

function pathOf(request: Request): string {
  const { pathname } = new URL(request.url);
  try {
    return decodeURIComponent(pathname.slice(MOUNT.length));
  } catch {
    throw badRequest("Invalid URL encoding");
  }
}

function placeOf(path: string): ObjectPlace {
  const [bucket, name] = firstPart(path);
  if (bucket === "" || name === "") throw badRequest("params must have required property '*'");
  return { bucket, name };
}

function firstPart(path: string): [string, string] {
  const slash = path.indexOf("/");
  return slash < 0 ? [path, ""] : [path.slice(0, slash), path.slice(slash + 1)];
}
