package nodes

import (
	"net/http"
	"strings"
	"testing"

	"porchlight/app/testparts"
)

func TestReadyTellsScriptsWhetherTheSiteTakesVisitors(t *testing.T) {
	t.Parallel()
	n, ill, mute, free := testparts.StartNode(t, nil), testparts.NewEndpoint(t), testparts.NewEndpoint(t), testparts.FreeAddr(t)
	_, port, _ := strings.Cut(n.Addr, ":")
	ill.Answer(http.StatusServiceUnavailable, "store not readable\n")
	mute.Hang()
	for _, c := range []struct {
		name, addr string
		args       []string
		code       int
		says       string
	}{
		{"the site of the settings", n.Addr, nil, 0, "http://" + n.Addr + " is ready\n"},
		{"a site that listens everywhere", "0.0.0.0:" + port, nil, 0, "http://localhost:" + port + " is ready\n"},
		{"a site that is named", free, []string{n.URL + "/"}, 0, n.URL + " is ready\n"},
		{"a site that is not ready", free, []string{ill.URL}, 1, "porchlight: " + ill.URL + " is not ready: 503 store not readable; its log says why\n"},
		{"one that does not answer", free, []string{mute.URL}, 1, "porchlight: " + mute.URL + " did not answer within 3s; if that goes on, look at its log\n"},
		{"one that is not there", free, nil, 1, "porchlight: nothing answers at http://" + free + " (connection refused); start the site, or say where it is, such as porchlight ready http://localhost:3000\n"},
		{"no address", free, []string{"example.com"}, 1, `porchlight: "example.com" is no address of a site; give one such as http://localhost:3000` + "\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := testparts.Run(t, testparts.Settings{"ADDR": c.addr, "BASE_URL": "https://porch.example"}, "", append([]string{"ready"}, c.args...)...)
			if said := got.Stdout + got.Stderr; got.Code != c.code || !strings.HasSuffix(said, c.says) {
				t.Errorf("exit code %d and %q, want %d and %q", got.Code, said, c.code, c.says)
			}
		})
	}
}
