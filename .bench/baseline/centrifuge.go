package baseline

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/centrifugal/centrifuge"
)

// serveCentrifuge is a broadcast on the centrifuge library in memory, set as its documents advise for many connections. A
// client says CentrifugeHello first, is subscribed to the one channel by that, and answers {} with {}.
func serveCentrifuge(addr string) error {
	broker, err := centrifuge.New(centrifuge.Config{})
	if err != nil {
		return err
	}
	broker.OnConnecting(func(context.Context, centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		return centrifuge.ConnectReply{
			Credentials:   &centrifuge.Credentials{},
			Subscriptions: map[string]centrifuge.SubscribeOptions{"room": {}},
		}, nil
	})
	if err := broker.Run(); err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /ws", centrifuge.NewWebsocketHandler(broker, centrifuge.WebsocketConfig{
		UseWriteBufferPool: true, ReadBufferSize: 512, WriteTimeout: 10 * time.Second,
		CheckOrigin: func(*http.Request) bool { return true },
	}))
	mux.HandleFunc("POST /publish", func(w http.ResponseWriter, r *http.Request) {
		message, err := io.ReadAll(r.Body)
		if err == nil {
			message, err = json.Marshal(string(message))
		}
		if err == nil {
			_, err = broker.Publish("room", message)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	return http.ListenAndServe(addr, mux)
}
