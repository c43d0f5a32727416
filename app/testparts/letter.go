package testparts

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"testing"
)

// Letter is a mail as the program of its reader shows it.
type Letter struct {
	Header   mail.Header
	From, To *mail.Address
	Subject  string
	Text     string // of the part that is text
	HTML     string // of the part that is HTML
}

// ReadLetter reads a mail of two parts that say the same, the plain one first; the test fails when it is anything else.
func ReadLetter(t testing.TB, raw []byte) Letter {
	t.Helper()
	read, err := mail.ReadMessage(bytes.NewReader(raw))
	must(t, err)
	l := Letter{Header: read.Header}
	l.From, err = mail.ParseAddress(read.Header.Get("From"))
	must(t, err)
	l.To, err = mail.ParseAddress(read.Header.Get("To"))
	must(t, err)
	l.Subject, err = new(mime.WordDecoder).DecodeHeader(read.Header.Get("Subject"))
	must(t, err)
	kind, parameters, err := mime.ParseMediaType(read.Header.Get("Content-Type"))
	must(t, err)
	if kind != "multipart/alternative" {
		t.Fatalf("the mail is %s", kind)
	}
	parts := multipart.NewReader(read.Body, parameters["boundary"])
	l.Text, l.HTML = readPart(t, parts, "text/plain"), readPart(t, parts, "text/html")
	if part, err := parts.NextPart(); err != io.EOF {
		t.Fatalf("the mail has a third part: %v, %v", part, err)
	}
	return l
}

func readPart(t testing.TB, parts *multipart.Reader, want string) string {
	t.Helper()
	part, err := parts.NextPart()
	must(t, err)
	kind, parameters, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
	must(t, err)
	if kind != want || parameters["charset"] != "UTF-8" {
		t.Fatalf("a part is %s in %s, want %s in UTF-8", kind, parameters["charset"], want)
	}
	body, err := io.ReadAll(part)
	must(t, err)
	return string(body)
}
