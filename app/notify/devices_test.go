package notify_test

import (
	"context"
	"fmt"
	"testing"

	"porchlight/app/account"
	"porchlight/app/conversation"
	"porchlight/app/notify"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

func TestADeviceThatAnotherNodeWasToldOfIsPushedTo(t *testing.T) {
	here, there := nodes(t)
	must(t, here.LookForDevices(t.Context()))
	all := conversation.New(here.store, here.Now)
	all.Also = here.Message
	asked := 0
	pushes := func() int {
		t.Helper()
		asked++
		draft := conversation.Draft{ID: fmt.Sprintf("00000000-0000-4000-8000-%012x", asked), Body: "Hello", From: conversation.Visitor}
		_, err := all.Send(t.Context(), conversation.IDOf(fmt.Sprint("visitor ", asked)), draft)
		must(t, err)
		notices, err := here.Of(t.Context(), conversation.IDOf(fmt.Sprint("visitor ", asked)))
		must(t, err)
		return len(notices)
	}
	if n := pushes(); n != 0 {
		t.Errorf("%d pushes wait, to nobody", n)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		here.Run(ctx, map[notify.Channel]notify.Deliver{notify.PushChannel: func(context.Context, notify.Notice) error { return notify.Later(notify.ReplyAfter) }})
	}()
	defer func() {
		cancel()
		<-done
	}()
	who, err := account.New(there.store, there.Now).Create(t.Context(), "owner@example.com", "correct horse battery", account.Owner)
	must(t, err)
	must(t, there.store.Write(t.Context(), func(q store.Queries) error {
		return q.PutDevice(t.Context(), store.PutDeviceParams{AccountID: who.ID, Endpoint: "https://push.example/1", P256dh: "p", Auth: "a", Label: "A browser"})
	}))
	testparts.Eventually(t, "a push waits", func() bool { return pushes() == 1 })
}
