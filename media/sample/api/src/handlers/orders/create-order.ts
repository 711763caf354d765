import type { CreateOrderHandler } from "../../api/generated/operations/orders.ts";
import { created, unknownId } from "../answers.ts";

/** POST /orders: Place an order */
export const createOrder: CreateOrderHandler = async ({ body }, context) => {
  const { store } = context.dependencies;
  if (store.customer(body.customerId) === undefined) throw unknownId("body.customerId", "customer");
  const missing = body.items.findIndex(({ bookId }) => store.book(bookId) === undefined);
  if (missing >= 0) throw unknownId(`body.items.${missing}.bookId`, "book");
  const order = store.addOrder(body);
  return created(order, context, `/orders/${order.id}`);
};
