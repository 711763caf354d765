import type { Description } from "./compare.ts";

const head = `openapi: 3.0.3\ninfo: {title: T, version: "1", description: d, contact: {}}\nservers: [{url: https://a.b}]\ntags: [{name: a}]\n`;

/** Descriptions in several files, none of which leads back to a file that led to it. */
export const fileCorpus: Readonly<Record<string, Description>> = {
  "a file per path and per schema": {
    path: "/specs/openapi.yaml",
    text: `${head}paths:
  /users/{id}: {$ref: ./paths/user.yaml}
  /users: {$ref: "paths/users.yaml"}
  /orders/{id}/items: {$ref: "./paths/user.yaml"}
components:
  schemas:
    User: {$ref: ./schemas/User.yaml}
    Unused: {type: object}
    Local: {type: string, example: 1}
`,
    files: {
      "/specs/paths/user.yaml": `get:\n  tags: [b]\n  operationId: a b\n  responses:\n    "200":\n      description: eval(\n      content:\n        application/json:\n          schema: {$ref: ../schemas/User.yaml}\n          example: {name: 1}\n`,
      "/specs/paths/users.yaml": `get:\n  responses: {}\npost:\n  operationId: a b\n  requestBody: {content: {a/b: {schema: {$ref: "../schemas/User.yaml#/properties/name"}, example: 5}}}\n  responses: {"200": {description: d}}\n`,
      "/specs/schemas/User.yaml": `type: object\nrequired: [name]\nproperties:\n  name: {type: string, example: 7}\n  address: {$ref: Address.yaml}\n  again: {$ref: "#/properties/name"}\n`,
      "/specs/schemas/Address.yaml": `type: object\nproperties:\n  street: {type: integer, default: x}\n  enum: {type: string, enum: [1]}\n`,
    },
  },
  "components of another description": {
    path: "/specs/openapi.json",
    text: `{
  "openapi": "3.1.0",
  "info": {"title": "T", "version": "1"},
  "paths": {
    "/a/{id}": {
      "parameters": [{"$ref": "common/shared.json#/components/parameters/Id"}],
      "get": {"responses": {"200": {"$ref": "common/shared.json#/components/responses/Ok"}, "404": {"$ref": "common/shared.json#/components/responses/Nope"}}}
    }
  },
  "components": {"schemas": {"Own": {"$ref": "common/shared.json#/components/schemas/S", "description": "beside"}}}
}`,
    files: {
      "/specs/common/shared.json": `{
  "components": {
    "parameters": {"Id": {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}},
    "responses": {"Ok": {"description": "<script>", "content": {"a/b": {"schema": {"$ref": "#/components/schemas/S"}, "example": 3}}}},
    "schemas": {
      "S": {"type": "object", "properties": {"list": {"type": "array"}, "self": {"$ref": "#/components/schemas/S"}, "loop": {"$ref": "#/components/schemas/Loop"}}},
      "Loop": {"type": "object", "properties": {"back": {"$ref": "#/components/schemas/S"}}},
      "Never": {"$ref": "#/components/schemas/Missing"}
    }
  }
}`,
    },
  },
  "files that are not there": {
    path: "/specs/openapi.yaml",
    text: `${head}paths:
  /a: {$ref: ./paths/none.yaml}
  /b: {get: {responses: {"200": {$ref: "none.yaml#/responses/Ok"}, "400": {$ref: "https://example.com/api/shared.yaml#/a/b"}}}}
  /c: {get: {responses: {"200": {$ref: "there.yaml#/nope"}, "201": {$ref: "there.yaml#/ok"}}}}
`,
    files: {
      "/specs/there.yaml": `ok:\n  description: d\n  content: {a/b: {schema: {$ref: "#/gone"}}}\n  headers: {A: {$ref: missing.yaml}}\nnever: {$ref: other.yaml}\n`,
    },
  },
  "chains from file to file": {
    path: "/specs/openapi.yaml",
    text: `${head}paths:
  /a: {get: {parameters: [{$ref: "one.yaml#/p"}], responses: {"200": {$ref: "one.yaml#/ok"}}}}
components:
  responses: {Ok: {$ref: one.yaml#/ok}}
`,
    files: {
      "/specs/one.yaml": `ok: {$ref: "two.yaml#/ok"}\np: {$ref: "#/q"}\nq: {name: n, in: query, schema: {type: array}}\n`,
      "/specs/two.yaml": `ok: {$ref: three.yaml}\n`,
      "/specs/three.yaml": `content: {a/b: {schema: {type: array}}}\n`,
    },
  },
  "components that only other files use": {
    path: "/specs/openapi.yaml",
    text: `${head}paths:
  /a: {$ref: a.yaml}
components:
  schemas: {Used: {type: array}, Unused: {type: string}, UsedFromUnreached: {type: string}}
`,
    files: {
      "/specs/a.yaml": `get: {responses: {"200": {description: d, content: {a/b: {schema: {$ref: "openapi.yaml#/components/schemas/Used"}}}}}}\nx-other: {$ref: "b.yaml#/one"}\n`,
      "/specs/b.yaml": `one: {type: string}\ntwo: {$ref: "openapi.yaml#/components/schemas/UsedFromUnreached"}\n`,
    },
  },
  "its own name": {
    path: "/specs/openapi.yaml",
    text: `${head}paths:
  /a: {get: {responses: {"200": {$ref: "openapi.yaml#/components/responses/Ok"}, "201": {$ref: "../specs/openapi.yaml#/components/responses/Ok"}}}}
components: {responses: {Ok: {content: {}}}}
`,
    files: {},
  },
  "odd names": {
    path: "/work folder/ö/api.yaml",
    text: `${head}paths:
  "/a/{id}/~x": {$ref: "./a.yaml#/paths/~1a~1{id}~1~0x"}
  "/404/{n}": {get: {responses: {"200": {$ref: "a.yaml#/404-response"}, "201": {$ref: "a.yaml#/404"}}}}
`,
    files: {
      "/work folder/ö/a.yaml": `paths:\n  "/a/{id}/~x": {get: {responses: {"200": {}}}, parameters: [{name: "{n}", in: path, schema: {type: array}}]}\n404-response: {content: {}}\n"404": {content: 5}\n`,
    },
  },
  "names with spaces": {
    path: "/work folder/api.yaml",
    text: `${head}paths:
  /a: {$ref: "./more files/a b.yaml"}
  /b: {$ref: 'more files/not there.yaml'}
`,
    files: {
      "/work folder/more files/a b.yaml": `get: {responses: {"200": {content: {a/b: {schema: {$ref: "c d.yaml#/s"}}}}}}\n`,
      "/work folder/more files/c d.yaml": `s: {type: array}\n`,
    },
  },
  "values that are no objects": {
    path: "/specs/openapi.yaml",
    text: `${head}paths:
  /a: {get: {summary: {$ref: text.yaml}, tags: {$ref: "list.json"}, responses: {"200": {description: {$ref: "list.json#/0"}, content: {a/b: {example: {$ref: example.json}, schema: {type: string}}}}}}}
`,
    files: {
      "/specs/text.yaml": `A text.\n`,
      "/specs/list.json": `["b", "c"]`,
      "/specs/example.json": `{"a": 1}`,
    },
  },
  "duplicate keys and readOnly in other files": {
    path: "/specs/openapi.yaml",
    text: `${head}paths:
  /a: {post: {requestBody: {content: {a/b: {schema: {$ref: s.yaml}, example: {id: 1}}}}, responses: {"200": {description: d, content: {a/b: {schema: {$ref: s.yaml}, example: {}}}}}}}
`,
    files: {
      "/specs/s.yaml": `type: object\nrequired: [id]\nproperties:\n  id: {type: string, readOnly: true}\n  id: {type: string, readOnly: true}\n`,
    },
  },
  "Swagger 2.0 in files": {
    path: "/specs/swagger.yaml",
    text: `swagger: "2.0"\ninfo: {title: T, version: "1"}\npaths:\n  /a/{b}: {$ref: paths.yaml#/a}\ndefinitions:\n  D: {$ref: "defs.yaml#/D"}\n  U: {type: string}\n`,
    files: {
      "/specs/paths.yaml": `a:\n  get: {parameters: [{$ref: "defs.yaml#/P"}], responses: {"200": {description: d, schema: {$ref: "defs.yaml#/D"}, examples: {application/json: 1}}}}\n`,
      "/specs/defs.yaml": `P: {name: b, in: path, type: string}\nD: {type: object, properties: {a: {type: string, example: 1}}}\n`,
    },
  },
};

/** Descriptions in files that lead back to each other: what spectral-core finds depends on which it reads first. */
export const fileCircles: Readonly<Record<string, Description>> = {
  "schemas in circles": {
    path: "/specs/openapi.yaml",
    text: `${head}paths:
  /a: {get: {responses: {"200": {description: d, content: {a/b: {schema: {$ref: "./User.yaml"}}}}}}}
components: {schemas: {User: {$ref: User.yaml}, Local: {type: array}}}
`,
    files: {
      "/specs/User.yaml": `type: object\nproperties:\n  orders: {type: array, items: {$ref: Order.yaml}}\n  friend: {$ref: User.yaml#/properties/name}\n  name: {type: string, example: 1}\n`,
      "/specs/Order.yaml": `type: object\nproperties:\n  user: {$ref: User.yaml}\n  local: {$ref: "openapi.yaml#/components/schemas/Local"}\n  amount: {type: number, example: x}\n`,
    },
  },
  "files that use each other, in no circle": {
    path: "/specs/openapi.yaml",
    text: `${head}paths:
  /a: {get: {responses: {"200": {$ref: "one.yaml#/a"}}}}
`,
    files: {
      "/specs/one.yaml": `a: {content: {a/b: {schema: {$ref: "two.yaml#/b"}}}}\nc: {type: array}\n`,
      "/specs/two.yaml": `b: {type: object, properties: {c: {$ref: "one.yaml#/c"}}}\n`,
    },
  },
};
