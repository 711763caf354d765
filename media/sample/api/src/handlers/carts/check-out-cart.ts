import type { CheckOutCartHandler } from "../../api/generated/operations/carts.ts";
import { cartOf, conflict, created } from "../answers.ts";

/** POST /carts/{cartId}/checkout: Turn a cart into an order */
export const checkOutCart: CheckOutCartHandler = async ({ params, body }, context) => {
  const { store } = context.dependencies;
  const cart = cartOf(store, params.cartId);
  const items = store.takeCartItems(cart);
  if (items.length === 0) throw conflict("The cart is empty.");
  const order = store.addOrder({ customerId: cart.customerId, items, ...body });
  return created(order, context, `/orders/${order.id}`);
};
