package postgres

// Tokens are the words of a text as search knows them.
var Tokens = tokens

// Readable are arguments as they are sent.
var Readable = readable
