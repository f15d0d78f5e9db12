package audit

import (
	"time"

	"github.com/lantoa/lantoa/internal/audit"
)

// Record is an act that was done, or one that was refused.
type Record struct {
	Number     int64          `json:"number" doc:"Place in the chain, from 1 without gaps"`
	ID         string         `json:"id"`
	At         time.Time      `json:"at"`
	LastAt     time.Time      `json:"last_at" doc:"Of the latest time that the same refusal was met"`
	Times      int            `json:"times" doc:"How often the same refusal was met within a minute"`
	Actor      string         `json:"actor" doc:"Id of the person, system for the house itself, empty for a stranger"`
	OnBehalf   string         `json:"on_behalf,omitempty" doc:"Id of the person in whose place the actor acted"`
	Action     string         `json:"action"`
	ObjectKind string         `json:"object_kind,omitempty"`
	Object     string         `json:"object,omitempty" doc:"Id of the object"`
	Before     string         `json:"before,omitempty" doc:"SHA-256 of the object's content before, where it has any"`
	After      string         `json:"after,omitempty" doc:"And after"`
	Detail     map[string]any `json:"detail" nullable:"false"`
	Refused    bool           `json:"refused"`
	RequestID  string         `json:"request_id,omitempty"`
	Name       string         `json:"name,omitempty" doc:"Of the actor, as it was at the time; absent once erased"`
	Address    string         `json:"address,omitempty" doc:"From where; absent once erased"`
	Erased     bool           `json:"erased" doc:"Name and address were erased; the chain stays provable"`
	Digest     string         `json:"digest" doc:"Salted SHA-256 of name and address, which is what is chained"`
}

func recordOf(r audit.Record) Record {
	shape := Record{Number: r.Number, ID: r.ID, At: r.At.UTC(), LastAt: r.LastAt.UTC(), Times: r.Times, Actor: r.Actor, OnBehalf: r.OnBehalf, Action: r.Action,
		ObjectKind: r.Object.Kind, Object: r.Object.ID, Before: r.Before, After: r.After, Detail: r.Detail, Refused: r.Refused, RequestID: r.RequestID,
		Erased: r.Personal == nil, Digest: r.Digest}
	if r.Personal != nil {
		shape.Name, shape.Address = r.Personal.Name, r.Personal.Address
	}
	return shape
}
