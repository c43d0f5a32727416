// A conversation in buckets of 200 messages: no array grows for ever,
// and a screen of messages is one document or two.
export async function prepare(buckets) {
  await buckets.createIndex(
    { conversation: 1, number: 1 }, { unique: true });
}

export async function append(buckets, conversation, seq, body) {
  await buckets.updateOne(
    { conversation, number: Math.floor(seq / 200) },
    { $push: { messages: { seq, body } } },
    { upsert: true },
  );
}
