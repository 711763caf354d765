import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frameworkNames } from "../../../src/features/scaffold/engine/index.ts";
import { planForFixture, writeBelowArtifacts } from "../../support/scaffoldPlans.ts";
import type { Handlers } from "../../support/servedRoutes.ts";
import { serveRoutes } from "../../support/servedRoutes.ts";

let origin = "";
const uploads: unknown[] = [];

/** What the handler of one operation answers, by the id that it is asked for. */
const replies: Readonly<Record<string, () => unknown>> = {
  empty: () => ({ status: 202 }),
  gone: () => ({ status: 204, body: "ignored" }),
  text: () => ({ status: 200, body: "Grüße", type: "text/plain" }),
  bytes: () => ({ status: 200, body: new Uint8Array([1, 2, 3]), type: "application/octet-stream" }),
  stream: () => ({ status: 200, body: Readable.from(["a", "b"]), type: "text/csv" }),
  headers: () => ({ status: 201, body: [], headers: { "x-total": 3, "set-cookie": ["a=1", "b=2"] } }),
  broken: () => {
    throw new Error("the password is secret");
  },
};

/** Handlers that answer with what they were given. */
function echoing(names: readonly string[]): Handlers {
  const handlers: Handlers = Object.fromEntries(
    names.map((name) => [name, (input: unknown) => ({ status: 200, body: { name, input } })]),
  );
  return {
    ...handlers,
    upload: (input) => ({ status: 200, body: { count: uploads.push(input) } }),
    getPet(input) {
      const { id } = (input as { params: { id: string } }).params;
      return (replies[id] ?? (() => ({ status: 200, body: { name: "getPet", input } })))();
    },
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

async function send(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
  const headers = { authorization: "Bearer good", ...(init.headers as Record<string, string> | undefined) };
  const response = await fetch(origin + path, { ...init, headers, method });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? undefined : JSON.parse(text),
  };
}

async function inputOf(method: string, path: string, init?: RequestInit): Promise<unknown> {
  const { status, body } = await send(method, path, init);
  expect({ status, body }).toMatchObject({ status: 200 });
  return (body as { input: unknown }).input;
}

async function detailsOf(method: string, path: string, init?: RequestInit): Promise<readonly string[]> {
  const { status, body } = await send(method, path, init);
  expect({ status, body }).toMatchObject({ status: 400, body: { error: { code: "VALIDATION_FAILED" } } });
  return (body as { error: { details: { field: string; message: string }[] } }).error.details.map(
    ({ field, message }) => `${field} ${message}`,
  );
}

const parameters = "/parameters/1,2/.a.b/;x=1;y=2";
const json = (body: unknown): RequestInit => ({
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

describe.each(frameworkNames)("%s", (framework) => {
  let folder = "";
  let server: Server;

  beforeAll(async () => {
    folder = await writeBelowArtifacts(
      await planForFixture("pitfalls.yaml", framework),
      `pitfalls-${framework}`,
    );
    server = await serveRoutes(framework, folder, echoing, {
      bearerAuth: (token) => (token === "good" ? { subject: "tester", scopes: [] } : undefined),
    });
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    uploads.length = 0;
  });

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  describe("routing", () => {
    it.each([
      ["GET", "/files/notes.md", "deleteOperation"],
      ["GET", "/ranges/3-14", "getRange"],
      ["GET", "/pets/mine", "getPetsMine"],
      ["GET", "/pets/7", "getPet"],
      ["GET", "/odd/(a)+[b]!:c*", "n1Odd"],
      ["GET", "/gr%C3%B6%C3%9Fe", "grosse"],
    ])("%s %s reaches %s", async (method, path, name) => {
      expect(await send(method, path)).toMatchObject({ status: 200, body: { name } });
    });

    it("reads the parts of a glued path segment", async () => {
      expect(await inputOf("GET", "/files/notes.md")).toEqual({ params: { name: "notes", ext: "md" } });
      expect(await inputOf("GET", "/ranges/3-14")).toEqual({ params: { from: 3, to: 14 } });
    });

    it("tells an unknown path from a method that a path does not have", async () => {
      expect(await send("GET", "/nowhere")).toMatchObject({
        status: 404,
        body: { error: { code: "NOT_FOUND", details: [] } },
      });
      const answer = await send("DELETE", "/pets/7");
      expect(answer).toMatchObject({ status: 405, body: { error: { code: "METHOD_NOT_ALLOWED" } } });
      expect(answer.headers.get("allow")).toBe("GET, PUT, HEAD, OPTIONS");
    });

    it("keeps to the letter of a path", async () => {
      expect(await send("GET", "/Pets/7")).toMatchObject({ status: 404 });
      expect(await send("GET", "/pets/7/")).toMatchObject({ status: 404 });
    });

    it.each([
      ["GET", "/pets/%zz", 400],
      ["DELETE", "/pets/%zz", 400],
      ["GET", "/nowhere/%zz", 400],
      ["GET", "/%", 400],
      ["POST", "/%c3%28?a=1", 400],
      ["GET", "/pets%ff", 400],
      ["GET", "/nowhere/%41", 404],
      ["GET", "/nowhere?a=%zz", 404],
    ])(
      "answers a path that is not encoded properly alike wherever it leads: %s %s",
      async (method, path, status) => {
        const answer = await send(method, path);
        expect(answer).toMatchObject({
          status,
          body: {
            error:
              status === 400
                ? { code: "BAD_REQUEST", message: "The request is malformed.", details: [] }
                : { code: "NOT_FOUND" },
            meta: { requestId: answer.headers.get("x-request-id") },
          },
        });
      },
    );

    it("decodes the parts of a path, however long they are", async () => {
      const id = "a/b ü".repeat(100);
      expect(await inputOf("GET", `/pets/${encodeURIComponent(id)}`)).toEqual({ params: { id } });
    });

    it("answers HEAD like GET and OPTIONS with Allow", async () => {
      expect(await send("HEAD", "/pets/7")).toMatchObject({ status: 200, body: undefined });
      const answer = await send("OPTIONS", "/pets/7");
      expect([answer.status, answer.headers.get("allow")]).toEqual([204, "GET, PUT, HEAD, OPTIONS"]);
    });
  });

  describe("parameters", () => {
    it("are read in every style, as the types of the contract", async () => {
      const query = new URLSearchParams([
        ["list", "1"],
        ["list", "2"],
        ["filter[status]", "open"],
        ["filter[range][min]", "3"],
        ["filter[tags][]", "a"],
        ["red", "1"],
        ["green", "2"],
        ["json", '{"a":1}'],
        ["flag", ""],
        ["mixed", "all"],
        ["it's [odd] */", "yes"],
      ]).toString();
      const compact = "compact=a%2Cb,c&spaces=1%20-2.5&pipes=x|y";
      const headers = { "x-tags": "a, b", cookie: "session=s%20t; other=1" };
      expect(await inputOf("GET", `${parameters}?${query}&${compact}`, { headers })).toEqual({
        params: { simple: [1, 2], label: ["a", "b"], matrix: { x: 1, y: 2 } },
        query: {
          list: [1, 2],
          compact: ["a,b", "c"],
          spaces: [1, -2.5],
          pipes: ["x", "y"],
          filter: { status: "open", range: { min: 3 }, tags: ["a"] },
          spread: { red: 1, green: 2 },
          json: { a: 1 },
          flag: "",
          page: 1,
          mixed: "all",
          "it's [odd] */": "yes",
        },
        headers: { "X-Tags": ["a", "b"] },
        cookies: { session: "s t" },
      });
    });

    it.each([
      ["compact=a%2Cb", { compact: ["a", "b"] }],
      ["expand[]=a&expand[]=b", { expand: ["a", "b"] }],
      ["expand[1]=b&expand[0]=a", { expand: ["a", "b"] }],
      ["expand=a&expand=b", { expand: ["a", "b"] }],
      ["either=x", { either: "x" }],
      ["either=a&either=b", { either: ["a", "b"] }],
      ["created=5", { created: 5 }],
      ["created[gte]=5", { created: { gte: 5 } }],
    ])("are read from %s, as clients spell it", async (query, expected) => {
      expect(await inputOf("GET", `${parameters}?${query}`)).toMatchObject({ query: expected });
    });

    it("are left out when they are absent, save for defaults", async () => {
      expect(await inputOf("GET", parameters)).toEqual({
        params: { simple: [1, 2], label: ["a", "b"], matrix: { x: 1, y: 2 } },
        query: { page: 1 },
        headers: {},
        cookies: {},
      });
    });

    it.each([
      ["list=1&list=two", "query.list.1 expected number, received string"],
      ["page=0", "query.page must be at least 1"],
      ["page=1&page=2", "query.page expected number, received array"],
      ["page=0x10", "query.page expected number, received string"],
      ["page=", "query.page expected number, received string"],
      ["flag=yes", "query.flag matches none of the allowed forms"],
      ["filter[other]=1", "query.filter.other is not allowed"],
      ["json={", "query.json expected object, received string"],
      ["json={}", "query.json.a is required"],
      ["list=%zz", "query.list is not encoded properly"],
    ])("refuse %s", async (query, detail) => {
      expect(await detailsOf("GET", `${parameters}?${query}`)).toEqual([detail]);
    });

    it("are all reported at once, but not without end", async () => {
      const list = Array.from({ length: 80 }, () => "list=x").join("&");
      const details = await detailsOf("GET", `/parameters/x/.a/;x=1?page=0&${list}`);
      expect(details).toHaveLength(50);
      expect(details[0]).toBe("path.simple.0 expected number, received string");
    });
  });

  describe("bodies", () => {
    const bark = { kind: "Dog", bark: null, undescribed: 1 };

    it("are validated and passed on unchanged, with what the contract does not mention", async () => {
      const cat = { kind: "cat", lives: 9, nickname: "Tom", id: "read-only" };
      expect(await inputOf("PUT", "/pets/1", json(cat))).toEqual({ params: { petId: "1" }, body: cat });
      expect(await inputOf("PUT", "/pets/1", json({ kind: "fish", water: "salt" }))).toMatchObject({
        body: { kind: "fish" },
      });
      expect(await inputOf("PUT", "/pets/1", json({ ...bark, friends: [cat] }))).toMatchObject({
        body: { bark: null },
      });
    });

    it.each([
      [{ kind: "cat" }, ["body.lives is required"]],
      [{ kind: "cat", lives: "9" }, ["body.lives expected number, received string"]],
      [{ kind: "bird" }, ["body.kind must be one of cat, fish, Dog"]],
      [{ ...bark, friends: [{ kind: "cat", lives: 10 }] }, ["body.friends.0.lives must be at most 9"]],
      [[], ["body expected object, received array"]],
      [null, ["body expected object, received null"]],
    ])("refuse %j", async (body, details) => {
      expect(await detailsOf("PUT", "/pets/1", json(body))).toEqual(details);
    });

    it("that are malformed, absent, too large or of another type are told apart", async () => {
      const headers = { "content-type": "application/json" };
      expect(await detailsOf("PUT", "/pets/1", { headers, body: '{"kind":' })).toEqual([
        "body is not well-formed application/json",
      ]);
      expect(await detailsOf("PUT", "/pets/1", { headers })).toEqual(["body is required"]);
      expect(await send("PUT", "/pets/1", { headers, body: `"${"x".repeat(3000)}"` })).toMatchObject({
        status: 413,
        body: { error: { code: "PAYLOAD_TOO_LARGE" } },
      });
      expect(
        await send("PUT", "/pets/1", { headers: { "content-type": "text/csv" }, body: "a" }),
      ).toMatchObject({ status: 415, body: { error: { code: "UNSUPPORTED_MEDIA_TYPE" } } });
    });

    it("never set a prototype", async () => {
      const input = await inputOf("PUT", "/pets/1", {
        headers: { "content-type": "application/json" },
        body: '{"kind":"fish","\\u005f_proto__":{"admin":true}}',
      });
      expect(input).toEqual({ params: { petId: "1" }, body: { kind: "fish" } });
    });

    it("that are forms are read as the types of the contract", async () => {
      const body = new URLSearchParams("name=Ann&age=7&tags=a&tags=b&address[city]=Rome&address[zip]=100");
      expect(await inputOf("POST", "/bodies/form", { body })).toEqual({
        body: { name: "Ann", age: 7, tags: ["a", "b"], address: { city: "Rome", zip: 100 } },
      });
      expect(await detailsOf("POST", "/bodies/form", { body: new URLSearchParams("age=old") })).toEqual([
        "body.name is required",
        "body.age expected number, received string",
      ]);
    });

    it("may be multipart, with files", async () => {
      const form = new FormData();
      form.set("file", new File(["hello"], "hello.txt"));
      form.set("count", "3");
      expect(await send("POST", "/bodies/upload", { body: form })).toMatchObject({ status: 200 });
      const [upload] = uploads as { body: { file: File; count: number } }[];
      expect([await upload?.body.file.text(), upload?.body.count]).toEqual(["hello", 3]);
      expect(await detailsOf("POST", "/bodies/upload", { body: new FormData() })).toEqual([
        "body.file is required",
      ]);
    });

    it("may come in several types", async () => {
      const text = { headers: { "content-type": "text/plain" }, body: "abc" };
      expect(await inputOf("POST", "/bodies/many", text)).toEqual({ body: "abc", contentType: "text/plain" });
      expect(await detailsOf("POST", "/bodies/many", { ...text, body: "abcd" })).toEqual([
        "body must have at most 3 characters",
      ]);
      expect(
        await inputOf("POST", "/bodies/many", { headers: { "content-type": "image/png" }, body: "x" }),
      ).toMatchObject({ contentType: "image/png" });
      expect(await inputOf("POST", "/bodies/many")).toEqual({});
    });

    it.each([
      ["gzip", gzipSync],
      ["deflate", deflateSync],
      ["br", brotliCompressSync],
    ])("may be compressed with %s, but not to get around the limit", async (encoding, compress) => {
      const headers = { "content-type": "application/json", "content-encoding": encoding };
      const body = (value: unknown) => new Uint8Array(compress(JSON.stringify(value)));
      const fish = { kind: "fish", water: "salt" };
      expect(await inputOf("PUT", "/pets/1", { headers, body: body(fish) })).toMatchObject({ body: fish });
      expect(await send("PUT", "/pets/1", { headers, body: body("x".repeat(3000)) })).toMatchObject({
        status: 413,
        body: { error: { code: "PAYLOAD_TOO_LARGE" } },
      });
    });

    it("that are compressed badly or unknowably are refused", async () => {
      const headers = (encoding: string) => ({
        "content-type": "application/json",
        "content-encoding": encoding,
      });
      expect(await send("PUT", "/pets/1", { headers: headers("gzip"), body: "{}" })).toMatchObject({
        status: 400,
        body: { error: { code: "BAD_REQUEST" } },
      });
      expect(await send("PUT", "/pets/1", { headers: headers("lzma"), body: "{}" })).toMatchObject({
        status: 415,
        body: { error: { code: "UNSUPPORTED_MEDIA_TYPE" } },
      });
    });

    it("are measured while they arrive when nobody says how long they are", async () => {
      const body = Readable.toWeb(Readable.from(Array.from({ length: 30 }, () => Buffer.alloc(100, "x"))));
      const headers = { "content-type": "application/json" };
      const init = { headers, body: body as ReadableStream, duplex: "half" } as RequestInit;
      expect(await send("PUT", "/pets/1", init)).toMatchObject({ status: 413 });
    });
  });

  describe("replies", () => {
    it.each([
      ["empty", 202, null, ""],
      ["gone", 204, null, ""],
      ["text", 200, "text/plain; charset=utf-8", "Grüße"],
      ["bytes", 200, "application/octet-stream", "\u0001\u0002\u0003"],
      ["stream", 200, "text/csv", "ab"],
      ["headers", 201, "application/json; charset=utf-8", "[]"],
    ])("%s: %i, %s", async (id, status, type, text) => {
      const response = await fetch(`${origin}/pets/${id}`, { headers: { authorization: "Bearer good" } });
      expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
        status,
        type,
        text,
      ]);
    });

    it("carry the handler's headers", async () => {
      const { headers } = await fetch(`${origin}/pets/headers`, {
        headers: { authorization: "Bearer good" },
      });
      expect([headers.get("x-total"), headers.getSetCookie()]).toEqual(["3", ["a=1", "b=2"]]);
    });

    it("say nothing about what went wrong inside", async () => {
      expect(await send("GET", "/pets/broken")).toMatchObject({
        status: 500,
        body: { message: "Something went wrong on our side." },
      });
    });
  });

  describe("errors", () => {
    it("carry the request's id", async () => {
      const { headers, body } = await send("GET", "/nowhere", { headers: { "x-request-id": "abc-12345" } });
      expect(headers.get("x-request-id")).toBe("abc-12345");
      expect(body).toEqual({
        error: { code: "NOT_FOUND", message: "There is nothing at this path.", details: [] },
        meta: { requestId: "abc-12345" },
      });
    });

    it("do not take over an id that could harm a log", async () => {
      const { headers } = await send("GET", "/nowhere", { headers: { "x-request-id": "a b{}" } });
      expect(headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
    });
  });
});
