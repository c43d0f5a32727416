// The callback may run more than once: it only touches the database.
export async function transfer(client, from, to, cents) {
  const accounts = client.db("bank").collection("accounts");
  await client.withSession((session) =>
    session.withTransaction(
      async () => {
        const taken = await accounts.updateOne(
          { _id: from, cents: { $gte: cents } },
          { $inc: { cents: -cents } }, { session });
        if (taken.modifiedCount === 0) throw new Error("not enough");
        const given = await accounts.updateOne(
          { _id: to }, { $inc: { cents } }, { session });
        if (given.modifiedCount === 0) throw new Error("no such account");
      },
      { readConcern: { level: "snapshot" },
        writeConcern: { w: "majority" } }));
}
