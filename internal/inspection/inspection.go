// Package inspection is the record of acts for those who may read it: a list to look
// through, and an export with which a stranger proves the chain from the file alone.
package inspection

import (
	"context"
	"io"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// Reader finds sealed records.
type Reader interface {
	Records(ctx context.Context, f audit.Filter) ([]audit.Record, error)
}

// Exporter writes sealed records with their proof.
type Exporter interface {
	End(ctx context.Context) (number int64, hash string, err error)
	Export(ctx context.Context, w io.Writer, format audit.Format, span audit.Span) error
}

// Options are what a Service works with; all are needed.
type Options struct {
	Reader   Reader
	Exporter Exporter
	Trail    audit.Trail
	// InTx runs a function in one transaction.
	InTx func(ctx context.Context, fn func(ctx context.Context) error) error
}

// Service shows the record of acts. Everything needs account.AuditRead in the whole house,
// since the record does not divide by units; denials are recorded.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o: o} }

// Records returns sealed records, newest first. Names and addresses are in them as long as
// they were not erased. [fault.ValidationFailed] when until does not lie behind from.
func (s *Service) Records(ctx context.Context, actor right.Actor, f audit.Filter) ([]audit.Record, error) {
	if err := s.need(ctx, actor, "audit.list"); err != nil {
		return nil, err
	}
	if !f.From.IsZero() && !f.Until.IsZero() && !f.From.Before(f.Until) {
		return nil, fault.Invalid("/until", fault.T("phải sau from", "must lie behind from"))
	}
	return s.o.Reader.Records(ctx, f)
}

// Wanted is what is to be exported.
type Wanted struct {
	Format audit.Format
	// Above is the number before the first record; 0 starts at the oldest that is kept.
	Above int64
	// Through is the number of the last record; 0 ends at the newest that is sealed.
	Through int64
}

// Export is a part of the record that is about to be written.
type Export struct {
	Format audit.Format
	Span   audit.Span
	write  func(ctx context.Context, w io.Writer) error
}

// Write writes the export, a batch at a time, and must be called once. What is sealed
// meanwhile is not in it.
func (e Export) Write(ctx context.Context, w io.Writer) error { return e.write(ctx, w) }

// Export prepares an export and records that it was asked for, before a byte of it leaves:
// who took the names and addresses of others out of the house must be known.
func (s *Service) Export(ctx context.Context, actor right.Actor, want Wanted) (Export, error) {
	if err := s.need(ctx, actor, "audit.export"); err != nil {
		return Export{}, err
	}
	var faults fault.Fields
	if want.Above < 0 {
		faults.Add("/above", fault.T("cần số từ 0", "needs a number from 0"))
	}
	if want.Through != 0 && want.Through <= want.Above {
		faults.Add("/through", fault.T("phải lớn hơn above", "must be larger than above"))
	}
	if want.Format != audit.NDJSON && want.Format != audit.CSV {
		faults.Add("/format", fault.T("cần ndjson hoặc csv", "needs ndjson or csv"))
	}
	if err := faults.Err(); err != nil {
		return Export{}, err
	}
	span := audit.Span{Above: want.Above, Through: want.Through}
	err := s.o.InTx(ctx, func(ctx context.Context) error {
		end, hash, err := s.o.Exporter.End(ctx)
		if err != nil {
			return err
		}
		if span.Through == 0 || span.Through > end {
			span.Through = end
		}
		return s.o.Trail.Record(ctx, audit.Entry{Actor: actor.ID, Action: "audit.export", Object: audit.Object{Kind: "audit"}, After: hash,
			Detail: map[string]any{"format": string(want.Format), "above": span.Above, "through": span.Through}})
	})
	if err != nil {
		return Export{}, err
	}
	return Export{Format: want.Format, Span: span, write: func(ctx context.Context, w io.Writer) error {
		return s.o.Exporter.Export(ctx, w, want.Format, span)
	}}, nil
}

// May says whether the actor may read and export the record.
func May(actor right.Actor) right.Decision { return actor.May(right.AuditRead, right.In("")) }

// need is [account.Actor.Need]; a denial is recorded.
func (s *Service) need(ctx context.Context, actor right.Actor, action string) error {
	entry := audit.Entry{Actor: actor.ID, Action: action, Object: audit.Object{Kind: "audit"}}
	return audit.Refused(ctx, s.o.Trail, entry, actor.Need(right.AuditRead, right.In("")))
}
