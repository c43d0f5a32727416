package web_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// wire sends bytes as they are, says that nothing will follow, and only then reads all that was answered.
func (s *site) wire(t *testing.T, requests string) (answers []answer) {
	t.Helper()
	conn, err := net.Dial("tcp", s.address)
	must(t, err)
	defer conn.Close()
	must(t, conn.SetDeadline(time.Now().Add(patience)))
	_, _ = io.WriteString(conn, requests) // whether it was all taken shows in the answer
	_ = conn.(*net.TCPConn).CloseWrite()
	what, _, _ := strings.Cut(requests, " HTTP/1.1\r\n")
	method, _, _ := strings.Cut(what, " ")
	for in := bufio.NewReader(conn); ; {
		response, err := http.ReadResponse(in, &http.Request{Method: method})
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) && in.Buffered() == 0 {
			return answers
		}
		if err != nil {
			t.Fatalf("%.80q: after %d answers: %v", requests, len(answers), err)
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatalf("%.80q: in a body: %v", requests, err)
		}
		a := answer{response.StatusCode, response.Header, string(body)}
		if a.status != http.StatusContinue { // which is none yet (RFC 9110, section 15.2.1)
			checkEveryAnswer(t, what, s, a)
		}
		if response.Close && a.Get("Connection") == "" {
			a.Header.Set("Connection", "close")
		}
		if answers = append(answers, a); a.status == http.StatusSwitchingProtocols {
			return answers // what follows is no HTTP
		}
	}
}

// statuses are those of all answers.
func statuses(answers []answer) (all []int) {
	for _, a := range answers {
		all = append(all, a.status)
	}
	return all
}

// Behind each request comes another, which a server reads that is wrong about where the first one ends.
func TestARequestEndsWhereAllServersSeeItsEndOrIsRefused(t *testing.T) {
	s := newSite(t)
	const (
		form = "Content-Type: application/x-www-form-urlencoded\r\n"
		next = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
	)
	chunk := "3\r\na=b\r\n0\r\n\r\n"
	both, once, refused := []int{303, 200}, []int{303}, []int{400}
	for _, c := range []struct {
		what, fields, body string
		want               []int
	}{
		{"a length", "Content-Length: 3\r\n", "a=b", both},
		{"spaces round it", "Content-Length: \t 3 \t\r\n", "a=b", both},
		{"chunks", "Transfer-Encoding: chunked\r\n", chunk, both},
		{"chunks in upper case", "TRANSFER-ENCODING: CHUNKED\r\n", chunk, both},
		{"an extension of a chunk", "Transfer-Encoding: chunked\r\n", "3;a=b\r\na=b\r\n0\r\n\r\n", both},
		{"a trailer", "Transfer-Encoding: chunked\r\nTrailer: X-T\r\n", "3\r\na=b\r\n0\r\nX-T: 1\r\n\r\n", both},
		{"neither", "", "", both},

		{"a length and chunks", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", chunk, once},
		{"chunks and a length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", chunk, once},

		{"two lengths", "Content-Length: 3\r\nContent-Length: 36\r\n", "a=b", refused},
		{"the same length twice", "Content-Length: 3\r\nContent-Length: 3\r\n", "a=b", refused},
		{"a list of lengths", "Content-Length: 3, 3\r\n", "a=b", refused},
		{"a length with a sign", "Content-Length: +3\r\n", "a=b", refused},
		{"a length below nothing", "Content-Length: -1\r\n", "a=b", refused},
		{"a length in hex", "Content-Length: 0x3\r\n", "a=b", refused},
		{"a length with an underscore", "Content-Length: 0_3\r\n", "a=b", refused},
		{"a length of nothing", "Content-Length:\r\n", "a=b", refused},
		{"a length beyond numbers", "Content-Length: 18446744073709551619\r\n", "a=b", refused},
		{"a length with a space before its colon", "Content-Length : 3\r\n", "a=b", refused},
		{"chunks with a space before their colon", "Transfer-Encoding : chunked\r\n", chunk, refused},
		{"chunks twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", chunk, refused},
		{"chunks of chunks", "Transfer-Encoding: chunked, chunked\r\n", chunk, refused},
		{"chunks of gzip", "Transfer-Encoding: gzip, chunked\r\n", chunk, refused},
		{"chunks and then another encoding", "Transfer-Encoding: chunked, identity\r\n", chunk, refused},
		{"an encoding that was taken off the list", "Transfer-Encoding: identity\r\n", "", refused},
		{"the same, with a length", "Transfer-Encoding: identity\r\nContent-Length: 3\r\n", "a=b", refused},
		{"an unknown encoding", "Transfer-Encoding: xchunked\r\n", chunk, refused},
		{"an encoding in quotes", "Transfer-Encoding: \"chunked\"\r\n", chunk, refused},
		{"an encoding with a vertical tab", "Transfer-Encoding: \vchunked\r\n", chunk, refused},
		{"an encoding with a parameter", "Transfer-Encoding: chunked;q=1\r\n", chunk, refused},
		{"a folded line", "X-A: b\r\n c\r\nContent-Length: 3\r\n", "a=b", refused},
		{"a folded encoding", "Transfer-Encoding:\r\n chunked\r\n", chunk, refused},
		{"a folded end", "Content-Length: 3\r\nX-A: b\r\n \tc\r\n", "a=b", refused},
		{"a length behind a lone LF", "X-A: b\nContent-Length: 3\r\n", "a=b", refused},
		{"chunks behind a lone LF", "X-A: b\nTransfer-Encoding: chunked\r\n", chunk, refused},
		{"a lone LF behind a length", "Content-Length: 3\nX-A: b\r\n", "a=b", refused},
		{"a space in a name", "Content Length: 9\r\nContent-Length: 3\r\n", "a=b", refused},
		{"a name of nothing", ": b\r\nContent-Length: 3\r\n", "a=b", refused},
		{"no colon", "Chunked\r\nContent-Length: 3\r\n", "a=b", refused},
		{"a lone CR", "X-A: b\rTransfer-Encoding: chunked\r\nContent-Length: 3\r\n", "a=b", refused},
		{"a NUL", "X-A: b\x00\r\nContent-Length: 3\r\n", "a=b", refused},
		{"a control character", "X-A: \x01\r\nContent-Length: 3\r\n", "a=b", refused},
		{"a sign above ASCII in a name", "X-\xe9: b\r\nContent-Length: 3\r\n", "a=b", refused},

		{"chunks with a length below nothing", "Transfer-Encoding: chunked\r\n", "-3\r\na=b\r\n0\r\n\r\n", refused},
		{"chunks with a sign", "Transfer-Encoding: chunked\r\n", "+3\r\na=b\r\n0\r\n\r\n", refused},
		{"chunks with 0x", "Transfer-Encoding: chunked\r\n", "0x3\r\na=b\r\n0\r\n\r\n", refused},
		{"chunks with an underscore", "Transfer-Encoding: chunked\r\n", "0_3\r\na=b\r\n0\r\n\r\n", refused},
		{"chunks with a lone LF", "Transfer-Encoding: chunked\r\n", "3\na=b\n0\n\n", refused},
		{"an extension with a lone LF", "Transfer-Encoding: chunked\r\n", "3;a\nb\r\na=b\r\n0\r\n\r\n", refused},
		{"a chunk that is longer than it says", "Transfer-Encoding: chunked\r\n", "3\r\na=bcd0\r\n\r\n", refused},
		{"a chunk beyond numbers", "Transfer-Encoding: chunked\r\n", "10000000000000003\r\na=b\r\n0\r\n\r\n", refused},
		{"a trailer with a length", "Transfer-Encoding: chunked\r\n", "3\r\na=b\r\n0\r\nContent-Length: 3\r\n\r\n", refused},
		{"chunks in HTTP/1.0", "Transfer-Encoding: chunked\r\n", chunk, refused},
	} {
		version := "HTTP/1.1"
		if strings.HasSuffix(c.what, "HTTP/1.0") {
			version = "HTTP/1.0"
		}
		got := s.wire(t, "POST /logout "+version+"\r\nHost: x\r\n"+form+c.fields+"\r\n"+c.body+next)
		if !slices.Equal(statuses(got), c.want) {
			t.Errorf("%s: %d, want %d", c.what, statuses(got), c.want)
		}
	}
}
