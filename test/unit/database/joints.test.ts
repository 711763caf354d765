import { describe, expect, it } from "vitest";
import { matchNames, namesInPath } from "../../../src/features/database/engine/joints/matchNames.ts";

const tables = [
  "orders",
  "order_items",
  "books",
  "categories",
  "addresses",
  "order_status",
  "boxes",
  "people",
];
const match = (...names: readonly string[]) =>
  matchNames(names, tables, (name) => [name]).map(({ item }) => item);

describe("matchNames", () => {
  it.each([
    ["Order", "orders"],
    ["OrderItem", "order_items"],
    ["order-items", "order_items"],
    ["BOOK", "books"],
    ["Category", "categories"],
    ["Address", "addresses"],
    ["box", "boxes"],
    ["orderStatus", "order_status"],
  ])("%s is most likely %s", (name, table) => {
    expect(match(name)[0]).toBe(table);
  });

  it("offers what contains a name after what is one, and nothing else", () => {
    expect(match("orders")).toEqual(["orders", "order_items", "order_status"]);
    expect(match("CreateBookRequest")).toEqual(["books"]);
    expect(match("ship")).toEqual([]);
    expect(match("", "{id}")).toEqual([]);
  });

  it("takes the names of a path from its end", () => {
    expect(namesInPath("/v1/orders/{orderId}/items")).toEqual(["orders_items", "items", "orders"]);
    expect(match(...namesInPath("/v1/orders/{orderId}/items"))[0]).toBe("order_items");
    expect(match(...namesInPath("/books/{id}"))).toEqual(["books"]);
  });
});
