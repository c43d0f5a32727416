package account

import (
	"context"
	"crypto/ecdh"
	"database/sql"
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
)

const (
	// DevicesMost is how many devices of one owner get pushes.
	DevicesMost = 10

	endpointMost = 2048 // bytes; those of the push services there are have a few hundred
	labelMost    = 60   // code points
	authBytes    = 16   // RFC 8291, section 3.2
)

// Device is a browser in which an owner asked for pushes.
type Device struct {
	ID, AccountID          int64
	Endpoint, P256dh, Auth string // as the browser gave them (https://www.w3.org/TR/push-api/#dom-pushsubscription-tojson)
	Label                  string // what its owner knows it by
	At                     time.Time
	Pushed                 time.Time // when it was last sent a push; zero: never
}

// AddDevice has pushes sent to a device from now on; one that is there is renewed. It fails with fault.Invalid for what no browser
// says, and with fault.Conflict where the owner has DevicesMost others.
func (a *Accounts) AddDevice(ctx context.Context, d Device) error {
	d, err := d.checked()
	if err != nil {
		return err
	}
	return a.store.Write(ctx, func(q store.Queries) error {
		others, err := q.CountDevices(ctx, d.AccountID, d.Endpoint)
		if err != nil {
			return err
		}
		if others >= DevicesMost {
			return fault.New(fault.Conflict, "%d of your devices get pushes already. Remove one of them first.", DevicesMost)
		}
		return q.PutDevice(ctx, store.PutDeviceParams{
			AccountID: d.AccountID, Endpoint: d.Endpoint, P256dh: d.P256dh, Auth: d.Auth, Label: clip(d.Label, labelMost), CreatedAt: a.now().UnixMilli(),
		})
	})
}

// checked is the device with its keys in the one form that every reader of base64url takes: without padding and line ends.
func (d Device) checked() (Device, error) {
	bad := fault.New(fault.Invalid, "The browser did not say properly where it takes pushes. Reload the page and try again.")
	u, err := url.Parse(d.Endpoint)
	if err != nil || len(d.Endpoint) > endpointMost || u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return d, bad
	}
	key, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(d.P256dh, "="))
	if err != nil {
		return d, bad
	}
	if _, err := ecdh.P256().NewPublicKey(key); err != nil {
		return d, bad
	}
	auth, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(d.Auth, "="))
	if err != nil || len(auth) != authBytes {
		return d, bad
	}
	d.P256dh, d.Auth = base64.RawURLEncoding.EncodeToString(key), base64.RawURLEncoding.EncodeToString(auth)
	return d, nil
}

// Devices returns an owner's devices, the oldest first.
func (a *Accounts) Devices(ctx context.Context, account int64) (devices []Device, err error) {
	rows, err := a.store.Read().Devices(ctx, account)
	for _, row := range rows {
		devices = append(devices, deviceFromRow(row))
	}
	return devices, err
}

// Device returns a device; fault.NotFound when there is none, or none any more.
func (a *Accounts) Device(ctx context.Context, id int64) (Device, error) {
	row, err := a.store.Read().Device(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return Device{}, noDevice()
	}
	return deviceFromRow(row), err
}

// RemoveDevice ends the pushes to one of an owner's devices; fault.NotFound when it is none of theirs.
func (a *Accounts) RemoveDevice(ctx context.Context, account, id int64) error {
	return a.store.Write(ctx, func(q store.Queries) error {
		if removed, err := q.DeleteDevice(ctx, id, account); err != nil || removed > 0 {
			return err
		}
		return noDevice()
	})
}

// ReplaceDevice forgets the address that a browser gave up for another one, and reports whether it was known: who has its secret, auth, is
// that browser.
func (a *Accounts) ReplaceDevice(ctx context.Context, account int64, endpoint, auth string) (known bool, err error) {
	err = a.store.Write(ctx, func(q store.Queries) error {
		removed, err := q.DeleteDeviceAt(ctx, endpoint, strings.TrimRight(auth, "="), account)
		known = removed > 0
		return err
	})
	return known, err
}

// DropDevice forgets a device that is gone, as its push service says.
func (a *Accounts) DropDevice(ctx context.Context, id int64) error {
	return a.store.Write(ctx, func(q store.Queries) error { return q.DeleteGoneDevice(ctx, id) })
}

// Pushed notes that a device was sent a push.
func (a *Accounts) Pushed(ctx context.Context, id int64) error {
	return a.store.Write(ctx, func(q store.Queries) error {
		return q.TouchDevice(ctx, sql.NullInt64{Int64: a.now().UnixMilli(), Valid: true}, id)
	})
}

// WantMails says whether questions that nobody read are mailed to an owner.
func (a *Accounts) WantMails(ctx context.Context, account int64, want bool) error {
	return a.store.Write(ctx, func(q store.Queries) error {
		if want {
			return q.SetMails(ctx, 1, account)
		}
		return q.SetMails(ctx, 0, account)
	})
}

func noDevice() error { return fault.New(fault.NotFound, "There is no such device any more.") }

func deviceFromRow(row store.PushSubscription) Device {
	d := Device{
		ID: row.ID, AccountID: row.AccountID, Endpoint: row.Endpoint, P256dh: row.P256dh, Auth: row.Auth, Label: row.Label, At: time.UnixMilli(row.CreatedAt),
	}
	if row.PushedAt.Valid {
		d.Pushed = time.UnixMilli(row.PushedAt.Int64)
	}
	return d
}
