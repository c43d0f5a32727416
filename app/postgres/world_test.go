package postgres_test

import (
	"database/sql"
	"math/rand/v2"
	"reflect"
)

// world is small: what is made in it is found again.
type world struct{ *rand.Rand }

// kinds are the words of fields that take only some.
var kinds = map[string][]string{
	"Role": {"owner", "admin"}, "Sender": {"visitor", "owner"}, "Channel": {"mail", "push", "webhook"}, "Switch": {"hours", "in", "away"},
	"Purpose": {"login", "add", "prove", "confirm", "resume"}, "State": {"blocked", "closed", "snoozed", "waiting", "open", ""}, "Data": {`{"seq":1}`},
	"Kind": {"login", "asked", ""}, "Text": {"a", "ab", "p"}, "Visitor": {"", "a"}, "Action": {"login.in", "other.do"},
}

// codes are the numbers of fields that take only some.
var codes = map[string][]int64{"WithUnread": {0, 1}, "Unit": {60, 900}, "Start": {0, 900, 1800}, "AccountID": {1, 2, 3}}

var (
	texts   = []string{"a", "B", "ab", "a", "B", "/p", "", "owner", "visitor", "mail", "login", "confirm"}
	numbers = []int64{0, 1, 1, 2, 2, 3, 3, 4, 5, 60, 900, 1800}
	bytes   = [][]byte{{}, {1}, {1}, {2}, {1, 2}}
)

func pick[T any](w world, from []T) T { return from[w.IntN(len(from))] }

// value makes a value of a type, for a field of a name where it is one.
func (w world) value(of reflect.Type, field string) reflect.Value {
	value := reflect.New(of).Elem()
	switch {
	case of == reflect.TypeFor[sql.NullInt64]() || of == reflect.TypeFor[sql.NullString]():
		if field == "Now" || w.IntN(3) > 0 { // it is always some time
			value.Field(0).Set(w.value(value.Field(0).Type(), ""))
			value.FieldByName("Valid").SetBool(true)
		}
	case of == reflect.TypeFor[[]byte]():
		value.SetBytes(pick(w, bytes))
	case of.Kind() == reflect.String:
		from := kinds[field]
		if from == nil {
			from = texts
		}
		value.SetString(pick(w, from))
	case of.Kind() == reflect.Int64:
		from := codes[field]
		if from == nil {
			from = numbers
		}
		value.SetInt(pick(w, from))
	case of.Kind() == reflect.Bool:
		value.SetBool(w.IntN(2) == 0)
	case of.Kind() == reflect.Slice:
		for range 1 + w.IntN(3) {
			value = reflect.Append(value, w.value(of.Elem(), ""))
		}
	case of.Kind() == reflect.Struct:
		for i := range of.NumField() {
			value.Field(i).Set(w.value(of.Field(i).Type, of.Field(i).Name))
		}
	}
	return value
}
