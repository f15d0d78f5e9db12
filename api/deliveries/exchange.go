package deliveries

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"

	"github.com/lantoa/lantoa/internal/evidence"
)

// Exchange is one request to the destination and its answer.
type Exchange struct {
	Number  int          `json:"number" doc:"From 1, in the order in which they began"`
	At      time.Time    `json:"at"`
	TookMS  int64        `json:"took_ms" doc:"To the last byte that was read of the answer, or to the failure"`
	Method  string       `json:"method"`
	Address string       `json:"address" doc:"Secrets are masked"`
	Request ExchangePart `json:"request"`
	Status  int          `json:"status,omitempty" doc:"Absent when there was no answer"`
	Answer  ExchangePart `json:"answer"`
	Problem string       `json:"problem,omitempty" doc:"What kept the answer away, or cut it short"`
}

// ExchangePart is one direction of an exchange.
type ExchangePart struct {
	Header []ExchangeHeader `json:"header" nullable:"false" doc:"Those that say something and are no secret"`
	Body   string           `json:"body,omitempty" doc:"Its beginning as far as it is text, 16 KiB at most; secrets are masked"`
	Cut    bool             `json:"cut" doc:"The body is longer than what is kept of it"`
	Bytes  int64            `json:"bytes" doc:"Length of the whole body"`
	SHA256 string           `json:"sha256,omitempty" doc:"Of the whole body, in hex; absent where a secret is masked"`
}

// ExchangeHeader is one header.
type ExchangeHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func exchangeOf(number int, x evidence.Exchange) Exchange {
	return Exchange{Number: number, At: x.At.UTC(), TookMS: x.Took, Method: x.Method, Address: x.Address, Request: partOf(x.Request),
		Status: x.Status, Answer: partOf(x.Answer), Problem: x.Problem}
}

func partOf(p evidence.Part) ExchangePart {
	shape := ExchangePart{Header: []ExchangeHeader{}, Body: p.Body, Cut: p.Cut, Bytes: p.Bytes, SHA256: p.SHA256}
	for _, one := range p.Header {
		shape.Header = append(shape.Header, ExchangeHeader(one))
	}
	return shape
}

// Payload is the post of a delivery as it is stored: the bytes of which payload_hash is the
// SHA-256.
type Payload struct {
	ContentType string `header:"Content-Type"`
	ETag        string `header:"ETag" doc:"The payload_hash"`
	Digest      string `header:"Repr-Digest" doc:"The same in the form of RFC 9530"`
	Cache       string `header:"Cache-Control"`
	Body        []byte
}

// payloadOf hashes what is given out, so that what is told is true of these bytes.
func payloadOf(payload []byte) *Payload {
	sum := sha256.Sum256(payload)
	return &Payload{ContentType: "application/json", ETag: `"` + hex.EncodeToString(sum[:]) + `"`,
		Digest: "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":", Cache: "private, no-cache, no-transform", Body: payload}
}
