package notify

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// answerMost bounds what is read of an answer: its first words say why.
const answerMost = 4 << 10

// answer is what an HTTP server said to a notice.
type answer struct {
	status int
	after  time.Duration // not before: Retry-After; 0 or less: at any time
	said   string
}

// read takes from an answer what is needed, and closes it.
func read(response *http.Response, now time.Time) answer {
	defer response.Body.Close()
	a := answer{status: response.StatusCode, after: retryAfter(response.Header.Get("Retry-After"), now), said: response.Status}
	body, _ := io.ReadAll(io.LimitReader(response.Body, answerMost))
	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if kind != "text/html" && len(body) > 0 { // a page is for eyes, and says little in its first words
		a.said += ": " + string(body)
	}
	return a
}

func (a answer) taken() bool { return a.status >= 200 && a.status < 300 }

// again is the answer as a failure that may be gone later; who names whose answer it is.
func (a answer) again(who string) error {
	err := failed(a.tells(who))
	if a.after > 0 {
		return Busy(a.after, err)
	}
	return err
}

func (a answer) tells(who string) string { return who + " answered: " + words(a.said) }

// retryAfter reads the header (RFC 9110 §10.2.3): seconds or a date, which may be past; 0 for what is neither.
func retryAfter(header string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil {
		return at.Sub(now)
	}
	return 0
}

// unanswered is a failure without an answer. The address is left off, which can be a secret. That this node stops is none.
func unanswered(who string, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	var about *url.Error
	if errors.As(err, &about) {
		err = about.Err
	}
	return failed(who + " could not be reached: " + words(err.Error()))
}
