// Open orders of one customer above an amount, the newest first.
export async function prepare(orders) {
  await orders.createIndex(
    { customer: 1, state: 1, placed: -1, total: 1 });  // E, E, S, R
}

export async function open(orders, customer, least) {
  const query = orders
    .find({ customer, state: "open", total: { $gte: least } })
    .sort({ placed: -1 })
    .limit(20);
  const { executionStats: cost } = await query.clone()
    .explain("executionStats");
  console.log(cost.totalKeysExamined, cost.totalDocsExamined);
  return query.toArray();
}
