// Package baseline holds the servers that Porchlight is measured against, each as plain as its library's own examples. Those
// of sockets broadcast what is posted to /publish; none is for real use.
package baseline

import (
	"fmt"
	"maps"
	"slices"
)

// kinds are the servers by name. Each serves addr until it fails.
var kinds = map[string]func(addr string, args []string) error{
	"constant":       func(addr string, args []string) error { return serveConstant(addr, args[0]) },
	"naive":          func(addr string, _ []string) error { return serveNaive(addr) },
	"presence-naive": func(addr string, _ []string) error { return serveSharded(addr, true) },
	"presence-none":  func(addr string, _ []string) error { return serveSharded(addr, false) },
	"centrifuge":     func(addr string, _ []string) error { return serveCentrifuge(addr) },
	"epoll":          func(addr string, _ []string) error { return serveEpoll(addr) },
}

// Serve runs one of the servers; args begin with the address to listen on, and that of constant goes on with its file.
func Serve(kind string, args []string) error {
	serve, known := kinds[kind]
	if !known || len(args) == 0 || kind == "constant" && len(args) < 2 {
		return fmt.Errorf("usage: bench serve %v ADDR [FILE]", slices.Sorted(maps.Keys(kinds)))
	}
	return serve(args[0], args[1:])
}
