package store

// Sharing is who else may have the store open at the same time.
type Sharing int

const (
	// Alone is for a node without a Redis: no other node.
	Alone Sharing = iota
	// Shared is for a node with a Redis: other nodes that have the same one.
	Shared
	// Beside is for a command that reads and writes the store and serves nobody: any nodes, of which it is none.
	Beside
)
