// Open orders of one customer above an amount, the newest first.
export async function prepare(orders) {
  await orders.createIndex(
    { customer: 1, state: 1, placed: -1, total: 1 });  // E, E, S, R
}

export function open(orders, customer, least) {
  return orders
    .find({ customer, state: "open", total: { $gte: least } })
    .sort({ placed: -1 })
    .limit(20);
}

// For a review, not for every request: what the query reads.
export async function cost(query) {
  const { executionStats } = await query.clone()
    .explain("executionStats");
  return [executionStats.totalKeysExamined, executionStats.totalDocsExamined];
}
