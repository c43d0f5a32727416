// The condition is in the filter, so looking and writing are one step.
export async function reserve(shows, show, guest, seats) {
  const { modifiedCount } = await shows.updateOne(
    { _id: show, free: { $gte: seats } },
    { $inc: { free: -seats }, $push: { holds: { guest, seats } } },
  );
  if (modifiedCount === 0) throw new Error("not enough seats");
}
