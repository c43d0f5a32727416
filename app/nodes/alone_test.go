package nodes

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"porchlight/app/testparts"
)

func TestTheBinaryAloneInAnEmptyFolderServesAndItsFirstMessageIsAnswered(t *testing.T) {
	t.Parallel()
	alone := testparts.Alone(t)
	begun := time.Now()
	n := testparts.StartNodeBy(t, alone, testparts.Settings{"ADDR": alone.Addr})
	visitor := newBrowser(t)
	const redis = "/data-realtime/technologies/redis"
	if page := visitor.get(t, n, redis); page.status != http.StatusOK || !strings.Contains(page.body, "<html") {
		t.Fatalf("the page: %d", page.status)
	}
	question := newMessage("Does it keep sessions?")
	question.place = redis
	if got, err := visitor.send(n, visitorPost, question); err != nil || got.status != http.StatusOK {
		t.Fatalf("the question: %d %v", got.status, err)
	}
	owner, got := setUp(t, n, tokenOf(t, n))
	if got.status != http.StatusSeeOther {
		t.Fatalf("setup: %d %s", got.status, got.body)
	}
	thread := "/inbox/" + visitor.conversation(t, n)
	if asked := owner.get(t, n, thread); !strings.Contains(asked.body, question.body) {
		t.Fatalf("the owner does not see the question: %d", asked.status)
	}
	reply := newMessage("For as long as you tell it to.")
	if got, err := owner.send(n, thread+"/messages", reply); err != nil || got.status != http.StatusOK {
		t.Fatalf("the answer: %d %v", got.status, err)
	}
	if read := visitor.get(t, n, "/conversation"); !strings.Contains(read.body, reply.body) {
		t.Fatalf("the visitor does not see the answer: %d", read.status)
	}
	t.Logf("first message answered in %.1f s", time.Since(begun).Seconds())

	if code, _ := n.Terminate(t); code != 0 {
		t.Errorf("stopped with exit code %d", code)
	}
	made, err := os.ReadDir(alone.Dir)
	if err != nil || len(made) != 2 || made[0].Name() != "data" || made[1].Name() != "porchlight" {
		t.Errorf("the folder holds %v, want the program and data alone; %v", made, err)
	}
}
