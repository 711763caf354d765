import type { Description } from "./compare.ts";

/** Descriptions with what makes references, paths and keys difficult. */
export const corpus: Readonly<Record<string, Description>> = {
  "shared references": yaml(`openapi: 3.0.3
info: {title: a, version: "1"}
servers: [{url: "https://x.example/"}]
paths:
  /a/{id}:
    parameters:
      - $ref: '#/components/parameters/Id'
    get:
      responses:
        "200": {$ref: '#/components/responses/Ok'}
        "404": {$ref: '#/components/responses/Missing'}
    post:
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/A'}, example: {id: 1, nested: {n: "x"}}}
          application/problem+json: {schema: {$ref: '#/components/schemas/A'}}
      responses:
        "200": {$ref: '#/components/responses/Ok'}
components:
  parameters:
    Id: {name: id, in: path, required: true, schema: {type: string}}
  responses:
    Ok:
      description: ok
      content:
        application/json: {schema: {$ref: '#/components/schemas/A'}, examples: {bad: {value: {id: "no"}}, good: {value: {id: 1}}}}
        application/problem+json: {schema: {type: object, properties: {type: {type: string}}}}
    Unused: {description: never}
  schemas:
    A:
      type: object
      required: [id, secret]
      properties:
        id: {type: integer, format: int32, example: nope}
        secret: {type: string, writeOnly: true}
        type: {$ref: '#/components/schemas/B'}
        description: {$ref: '#/components/schemas/B'}
        nested: {$ref: '#/components/schemas/B'}
        list: {type: array, items: {$ref: '#/components/schemas/B'}}
    B: {title: "<script>", enum: [a, a], properties: {n: {type: number, default: x}}}
`),
  "circular references": yaml(`openapi: 3.1.0
info: {title: a, version: "1", description: d}
paths:
  /a:
    get:
      operationId: a
      responses:
        "200": {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Tree'}}}}
    put:
      operationId: a
      responses:
        "200": {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Ping'}, example: {pong: 1}}}}
components:
  schemas:
    Tree: {type: object, properties: {left: {$ref: '#/components/schemas/Tree'}, value: {type: string, example: 1}}}
    Ping: {type: object, properties: {pong: {$ref: '#/components/schemas/Pong'}}}
    Pong: {type: object, properties: {ping: {$ref: '#/components/schemas/Ping'}, title: {type: string, enum: [1]}}}
    Outside: {allOf: [{$ref: '#/components/schemas/Ping'}, {$ref: '#/components/schemas/Tree'}]}
`),
  "siblings of references": yaml(`openapi: 3.1.0
info: {title: a, version: "1"}
paths:
  /a:
    get:
      description: d
      parameters:
        - {$ref: '#/components/parameters/P', description: "eval(1)", name: other}
      responses:
        "200": {$ref: '#/components/responses/R', description: "<script>alert(1)</script>"}
        "201": {$ref: '#/components/responses/R'}
components:
  parameters:
    P: {name: p, in: query, description: x, schema: {$ref: '#/components/schemas/S', title: t, properties: {q: {type: string}}}}
  responses:
    R: {description: "eval(2)", content: {text/plain: {schema: {$ref: '#/components/schemas/S', description: "eval(3)"}}}}
  schemas:
    S: {type: object, description: "eval(4)", properties: {q: {type: integer, description: "eval(5)"}, r: {type: string}}}
`),
  "plain siblings of references": yaml(`openapi: 3.1.0
info: {title: a, version: "1"}
paths:
  /a:
    get:
      parameters: [{$ref: '#/components/parameters/P', description: "eval(1)"}]
      responses:
        "200": {$ref: '#/components/responses/R', description: "<script>alert(1)</script>"}
        "201": {$ref: '#/components/responses/R'}
components:
  parameters: {P: {name: p, in: query, description: x, schema: {$ref: '#/components/schemas/S', title: t}}}
  responses: {R: {description: "eval(2)", content: {text/plain: {schema: {$ref: '#/components/schemas/S', description: "eval(3)"}}}}}
  schemas: {S: {type: object, description: "eval(4)", properties: {q: {type: integer, description: "eval(5)"}, title: {$ref: '#/components/schemas/T', title: u}}}, T: {type: string}}
`),
  "odd keys": yaml(`openapi: 3.0.0
info: {title: a, version: "1"}
paths:
  /a/{b c}/: {get: {responses: {"200": {$ref: '#/components/responses/a b'}, 4XX: {$ref: '#/components/responses/{x}'}}}}
  "/ü?q=1": {get: {operationId: "ü ü", responses: {"200": {$ref: '#/components/responses/a%20b'}}}}
  "": {get: {responses: {}}}
components:
  responses:
    a b: {description: "eval(", content: {"application/x+y;v=1": {schema: {type: string, example: 3}}}}
    "{x}": {description: d, headers: {"X-$": {schema: {type: integer, example: s}}}}
  schemas:
    constructor: {type: string, example: 5}
    "200": {type: object, properties: {"0": {type: string, default: 1}, toString: {$ref: '#/components/schemas/constructor'}}}
    200-more: {type: object, properties: {a: {$ref: '#/components/schemas/200'}}}
    "a.b[0]": {description: "<script>", enum: [1, 1]}
`),
  "keys that look escaped": yaml(`openapi: 3.0.0
info: {title: a, version: "1"}
paths:
  /a~1b: {get: {responses: {"200": {$ref: '#/components/responses/~01'}}}}
components:
  responses:
    ~1: {description: "eval("}
`),
  "references in examples": yaml(`openapi: 3.0.0
info: {title: a, version: "1"}
paths:
  /a:
    post:
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {x: {type: string}}}
            example: {x: {$ref: '#/components/schemas/A'}}
      responses: {"200": {description: d}}
components:
  schemas:
    A: {type: string, example: {$ref: '#/components/examples/E/value'}}
  examples:
    E: {value: {title: "eval("}}
`),
  "references to nowhere": yaml(`openapi: 3.0.0
info: {title: a, version: "1"}
paths:
  /a: {get: {parameters: [{$ref: '#/components/parameters/No'}], responses: {"200": {$ref: '#/components/responses/No'}}}}
  /b: {get: {responses: {"200": {$ref: '#/components/responses/No'}, "201": {$ref: '#/nowhere'}}}}
components: {schemas: {A: {$ref: '#/components/schemas/Gone'}}}
`),
  "chains of references": yaml(`openapi: 3.0.0
info: {title: a, version: "1"}
paths:
  /a: {get: {responses: {"200": {$ref: '#/components/responses/One'}}}}
components:
  responses:
    One: {$ref: '#/components/responses/Two'}
    Two: {$ref: '#/components/responses/Three'}
    Three: {description: "eval(", content: {a/b: {schema: {type: integer, example: s}}}}
`),
  "references through references": yaml(`openapi: 3.0.0
info: {title: a, version: "1"}
paths:
  /a: {get: {responses: {"200": {description: d, content: {a/b: {schema: {$ref: '#/components/schemas/A/properties/x'}}}}}}}
components:
  schemas:
    A: {$ref: '#/components/schemas/B'}
    B: {properties: {x: {type: string, example: 1}}}
`),
  "references into what surrounds them": yaml(`openapi: 3.0.0
info: {title: a, version: "1"}
paths:
  /a/{id}: {get: {parameters: [{name: id, in: path, required: true, schema: {type: string, example: 1}}], responses: {"200": {description: d}}}}
  /b/{id}: {get: {parameters: [{$ref: '#/paths/~1a~1%7Bid%7D/get/parameters/0'}], responses: {"200": {$ref: '#/paths/~1a~1{id}/get/responses/200'}}}}
  /c: {$ref: '#/paths/~1b~1{id}'}
`),
  "Swagger 2.0": yaml(`swagger: "2.0"
info: {title: a, version: "1"}
host: x.example/
schemes: [http]
tags: [{name: b}, {name: b}]
paths:
  /a/{x}:
    get:
      consumes: [application/json]
      tags: [c]
      parameters:
        - {name: f, in: formData, type: string}
        - {name: b, in: body, schema: {$ref: '#/definitions/D'}}
        - {$ref: '#/parameters/P'}
      responses: {"200": {description: d, schema: {$ref: '#/definitions/D'}, examples: {application/json: {n: x}}}}
parameters: {P: {name: p, in: query, type: integer, default: x}}
definitions:
  D: {type: object, discriminator: kind, properties: {n: {type: integer, x-nullable: true, example: y}}, anyOf: []}
  Unused: {type: object}
securityDefinitions: {basic: {type: basic}}
security: [{none: []}]
`),
  "OpenAPI 3.2": yaml(`openapi: 3.2.0
info: {title: a, version: "1"}
paths:
  /a: {query: {responses: {"200": {description: d}}}, get: {callbacks: {x: {"{$request.body#/u}": {post: {callbacks: {}, responses: {}}}}}}}
webhooks: {w: {post: {servers: [], callbacks: {}}}}
components: {schemas: {A: {type: [string, "null"], xml: {attribute: true}, example: 1}}}
`),
  "no format that is known": yaml(`title: a\nitems: [{$ref: '#/title'}]\n`),
  "anchors and merge keys": yaml(`openapi: 3.0.0
info: &info {title: a, version: "1"}
x-base: &base {description: "eval(", deprecated: true}
paths:
  /a: {get: {<<: *base, responses: {"200": &ok {description: d}, "201": *ok}}}
  /b: {get: {<<: [*base, {operationId: b b}], responses: {"200": *ok}}}
`),
  "duplicate keys": yaml(
    `openapi: 3.0.0\ninfo: {title: a, title: b, version: "1"}\npaths: {}\npaths: {/a/: {}}\n`,
  ),
  "keys that are numbers": yaml(
    `openapi: 3.0.0\ninfo: {title: a, version: 1}\npaths: {/a: {get: {responses: {200: {description: d}}}}}\n`,
  ),
  "odd scalars": yaml(`openapi: 3.0.0
info: {title: ~, version: 1.0, x-a: 0o17, x-b: 0x1F, x-c: 2020-01-01, x-d: .inf, x-e: yes, x-f: "", x-g: -, x-h: 12345678901234567890, description: |
    eval(
    more
  }
paths: {}
components: {schemas: {A: {enum: [1, 1.0, 01, "1", null, ~, true, True, no], type: string}}}
`),
  "block scalars and comments": yaml(`# a comment
openapi: 3.0.0
info:
  title: >-
    folded
    text
  version: '1'
  description: |
    eval(1)

    - x
paths:
  # another
  /a:
    get:
      responses:
        '200':
          description:
          # nothing
      tags:
      - a
      -
tags:
`),
  "Windows line ends": yaml(
    `openapi: 3.0.0\r\ninfo:\r\n  title: a\r\n  version: "1"\r\npaths:\r\n  /a/:\r\n    get: {}\r\n`,
  ),
  "broken YAML": yaml(`openapi: 3.0.0\ninfo:\n  title: a\n version: 1\npaths: {/a: [}\n`),
  "an empty text": yaml(""),
  "a list": yaml("- openapi: 3.0.0\n"),
  JSON: json(`{
  "openapi": "3.0.3", "info": {"title": "a \\u00fc \\"q\\"", "version": "1"},
  "paths": {"/a/": {"get": {"parameters": [], "responses": {"200": {"$ref": "#/components/responses/R"}}}}},
  "components": {"responses": {"R": {"description": "eval(", "content": {"a/b": {"schema": {"type": "integer", "example": "x"}}}}},
    "schemas": {"01": {"type": "string", "example": -1.5e3}, "e": {}, "l": [[], {}, null, true]}}
}`),
  "JSON on one line": json(
    `{"swagger":"2.0","info":{"title":"a","version":"1"},"paths":{"/a":{"get":{"responses":{}}}},"definitions":{"A":{"type":"string","example":1}}}`,
  ),
  "values left out in flow style": yaml(`openapi: 3.0.0
info: {title: , version: "1"}
paths:
  /a: {get: {summary: , responses: {"200": {description: d, content: {a/b: {schema: {type: }}}}}}}
components:
  schemas:
    S: {type: object, properties: {n: {type: }}}
    T: {type: string, example: 1, title:}
`),
  "JSON with duplicate keys": json(`{"openapi": "3.0.0", "info": {"title": "a", "title": "b"}, "paths": {}}`),
  "JSON with comments": json(`{"openapi": "3.0.0", /* c */ "info": {"title": "a"}, "paths": {},}`),
  "broken JSON": json(`{"openapi": "3.0.0", "info": {"title": "a"`),
  "a prototype as a key": json(
    `{"openapi": "3.0.0", "info": {"title": "a"}, "paths": {"__proto__": {"get": {}}}}`,
  ),
  "several files": {
    path: "/work folder/api.yaml",
    text: `openapi: 3.0.0
info: {title: a, version: "1"}
paths:
  /a: {$ref: ./paths/a.yaml}
  /b: {get: {responses: {"200": {$ref: "shared.yaml#/responses/Ok"}, "404": {$ref: "gone.yaml"}}}}
`,
    files: {
      "/work folder/paths/a.yaml": `get:\n  responses:\n    "200": {$ref: "../shared.yaml#/responses/Ok"}\n`,
      "/work folder/shared.yaml": `responses: {Ok: {description: "eval(", content: {a/b: {schema: {$ref: "#/schemas/S"}}}}}\nschemas: {S: {type: string, example: 1}}\n`,
    },
  },
};

function yaml(text: string): Description {
  return { path: "/specs/api.yaml", text };
}

function json(text: string): Description {
  return { path: "/specs/api.json", text };
}
