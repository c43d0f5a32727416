package sample_test

import (
	"errors"
	"reflect"
	"testing"

	"porchlight/app/sample"
)

var header = sample.Header{Ran: "PostgreSQL 15.18 (Debian), psycopg2 2.9.5", Inputs: []sample.Input{
	{Name: "retry-run.py", Hash: sample.Hash([]byte("run"))}, {Name: "retry.py", Hash: sample.Hash([]byte("retry"))},
}}

func TestAnOutputSaysWhatRanItAndOnWhichFiles(t *testing.T) {
	got, text, err := sample.Read([]byte(header.String() + "-- a comment\n"))
	if err != nil || !reflect.DeepEqual(got, header) || text != "-- a comment\n" {
		t.Errorf("%+v, %q, %v", got, text, err)
	}
}

func TestLinesMayEndAsAnyPlatformEndsThem(t *testing.T) {
	if unix, windows := sample.Hash([]byte("a\nb\n")), sample.Hash([]byte("a\r\nb\r\n")); unix != windows || len(unix) != 16 {
		t.Errorf("%s and %s", unix, windows)
	}
	if _, text, err := sample.Read([]byte("-- Redis 7\r\n-- sha256 0123456789abcdef a.redis\r\n> GET a\r\n")); err != nil || text != "> GET a\n" {
		t.Errorf("%q, %v", text, err)
	}
}

func TestATextWithoutAWholeHeaderIsNoOutput(t *testing.T) {
	for _, text := range []string{"", "OK\n", "-- Redis 7\nOK\n", "-- sha256 0123456789abcdef a.redis\nOK\n", "-- Redis 7\n-- sha256 a.redis\n"} {
		if _, _, err := sample.Read([]byte(text)); !errors.Is(err, sample.ErrNoHeader) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
