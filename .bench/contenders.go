package main

import (
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"

	"porchlight/bench/swarm"

	"github.com/google/uuid"
)

// contender is a server that a swarm is set on: Porchlight, or one that it is held against.
type contender struct {
	name    string
	start   func(k *kit) (*site, error)
	options swarm.Options // all but the address and the number of sockets
	message func(url string) (*http.Request, error)
}

const (
	place       = "/data-realtime" // where all visitors are
	messageSize = 300              // bytes; Porchlight's frame is longer by its markup, which the table notes
)

// visitors are sockets on Porchlight, started with env besides, that come for the first time: each handshake sets a cookie.
func visitors(env ...string) contender {
	return porchlight("Porchlight, visitors", env, func(int) string { return "" })
}

// tabs are sockets on Porchlight that all have one cookie: a message of that visitor goes to every one of them, through the
// store.
func tabs(env ...string) contender {
	return porchlight("Porchlight, tabs", env, func(int) string { return "Cookie: visitor=" + oneVisitor + "\r\n" })
}

// text is a message.
var text = strings.Repeat("lorem ipsum ", messageSize/12)

var oneVisitor = strings.Repeat("v", 43) // the form of the cookie's value

func porchlight(name string, env []string, header func(i int) string) contender {
	return contender{
		name:  name,
		start: func(k *kit) (*site, error) { return k.site(env...) },
		options: swarm.Options{
			Path:   "/live?at=" + place,
			Header: header,
			Served: "data-lamp", // the first frame, sent when the visitor is in the roster and the rooms
		},
		message: func(to string) (*http.Request, error) { return messageOf(to, oneVisitor, swarm.Mark) },
	}
}

// messageOf is a message of a visitor on its way to a Porchlight node, as the page posts it.
func messageOf(to, visitor, body string) (*http.Request, error) {
	form := url.Values{"id": {uuid.NewString()}, "body": {body}, "place": {place}}
	r, err := http.NewRequest(http.MethodPost, to+"/conversation/messages", strings.NewReader(form.Encode()))
	if err == nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Cookie", "visitor="+visitor)
		r.Header.Set("HX-Request", "true")
	}
	return r, err
}

// plain is a baseline of this binary.
func plain(kind string) contender {
	return contender{
		name:    kind,
		start:   func(k *kit) (*site, error) { return k.baseline(kind) },
		options: swarm.Options{Path: "/ws"},
		message: publish,
	}
}

func centrifuge() contender {
	c := plain("centrifuge")
	c.options.Hello, c.options.Served = `{"id":1,"connect":{}}`, `"connect"`
	c.options.Answers = map[string]string{"{}": "{}"}
	return c
}

func socketIO() contender {
	return contender{
		name: "socket.io",
		start: func(k *kit) (*site, error) {
			return k.listening(func(addr string) (*proc, error) {
				_, port, err := net.SplitHostPort(addr)
				if err != nil {
					return nil, err
				}
				return k.start(node.name, []string{"PORT=" + port}, filepath.Join(".bench", "socketio", "server.js"))
			})
		},
		options: swarm.Options{
			Path: "/socket.io/?EIO=4&transport=websocket", Hello: "40", Served: "40{", Answers: map[string]string{"2": "3"},
		},
		message: publish,
	}
}

// publish is how all baselines are told to broadcast.
func publish(to string) (*http.Request, error) {
	return http.NewRequest(http.MethodPost, to+"/publish", strings.NewReader(swarm.Mark+text[len(swarm.Mark):]))
}
