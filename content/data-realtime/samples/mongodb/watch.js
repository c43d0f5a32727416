// Follow the orders, and go on after a restart where it stopped.
export async function follow(db, handle) {
  const places = db.collection("places");
  const last = await places.findOne({ _id: "orders" });
  const stream = db.collection("orders").watch(
    [{ $match: { operationType: { $in: ["insert", "update"] } } }],
    last ? { resumeAfter: last.token } : {});
  for await (const change of stream) {
    await handle(change);           // may see the same change again
    await places.updateOne({ _id: "orders" },
      { $set: { token: change._id } }, { upsert: true });
  }
}
