package notify_test

import (
	"net"
	"net/http"
	"testing"
	"time"

	"porchlight/app/notify"
	"porchlight/app/testparts"
)

func TestAConnectionThatDiedSilentlyIsNotUsedForTheNextCall(t *testing.T) {
	t.Parallel()
	service := testparts.NewSecretEndpoint(t)
	proxy, addr := testparts.NewProxyOf(t, service.URL[len("https://"):])
	client := notify.NewClient(new(net.Dialer), service.Roots, 600*time.Millisecond)
	call := func() error {
		answer, err := client.Post("https://"+addr, "text/plain", nil)
		if err == nil {
			err = answer.Body.Close()
		}
		return err
	}
	must(t, call())
	proxy.Silence()
	proxy.Heal()
	if call() == nil {
		t.Fatal("a call over a connection that is dead was answered")
	}
	must(t, call())
	for _, asked := range service.Asked() {
		if asked.Method != http.MethodPost {
			t.Errorf("%+v", asked)
		}
	}
}
