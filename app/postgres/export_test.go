package postgres

// Tokens are the words of a text as search knows them.
var Tokens = tokens

// Readable are arguments as they are sent.
var Readable = readable

// IdleMost is how long a node may do nothing in the middle of a write.
const IdleMost = idleMost

// WriteWithin is how long a write may take that has begun.
const WriteWithin = writeWithin
