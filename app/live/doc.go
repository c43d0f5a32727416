// Package live carries frames to open tabs and events between nodes.
//
// Its two halves know nothing of each other. The Hub holds this node's sockets: rooms, outboxes, beats, and the one rule
// that keeps visitors apart (no byte is written to a connection after its handler has returned). The Bus carries events
// and each node's share of the roster to the other nodes, either inside the process (Local) or through Redis.
package live
