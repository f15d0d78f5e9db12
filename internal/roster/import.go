package roster

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/sheet"
)

// action names an import in the record.
const action = "person.import"

// May tells whether somebody may take people in; a refusal is recorded. It must be called
// outside transactions.
func (s *Service) May(ctx context.Context, actor right.Actor) error {
	return s.refused(ctx, actor, actor.Need(right.PersonManage, right.In("")))
}

func (s *Service) refused(ctx context.Context, actor right.Actor, err error) error {
	return audit.Refused(ctx, s.o.Trail, audit.Entry{Actor: actor.ID, Action: action, Object: audit.Object{Kind: "person"}}, err)
}

// Import takes a file of people in, as [sheet.Read] reads it. A dry run reports what is wrong
// and what would come of it; else one fault refuses the whole, with a field for each
// ("/rows/12/login") and a report of them alone, and all acts stand in one transaction with their records. The same file
// again changes nothing.
func (s *Service) Import(ctx context.Context, actor right.Actor, file []byte, how How) (Report, error) {
	if err := s.May(ctx, actor); err != nil {
		return Report{}, err
	}
	if !how.DryRun {
		if err := right.Fresh(actor); err != nil {
			return Report{}, err
		}
	}
	if how.Invite && !how.DryRun && actor.Key != "" { // a key could otherwise become passwords
		return Report{}, s.refused(ctx, actor, fault.New(fault.Denied, fault.T("Đường dẫn mời cần đăng nhập, không dùng khóa API; dùng invite=false rồi gửi đường dẫn sau.",
			"Invitations need a signed-in person, not an API key; use invite=false and hand out links later.")))
	}
	rows, err := sheet.Read(file)
	if err != nil {
		return Report{}, err
	}
	sum := sha256.Sum256(file)
	report := Report{DryRun: how.DryRun, SHA256: hex.EncodeToString(sum[:])}
	if how.DryRun {
		return report, s.judge(ctx, actor, rows, &report)
	}
	err = s.o.InTx(ctx, func(ctx context.Context) error { // which may run more than once
		if err := s.judge(ctx, actor, rows, &report); err != nil {
			return err
		}
		if err := sheet.Refusal(report.Faults); err != nil {
			return err
		}
		return s.carryOut(ctx, actor, &report, how)
	})
	if err != nil { // of what was taken back only the faults are told
		return Report{SHA256: report.SHA256, Faults: report.Faults}, err
	}
	return report, nil
}

func (s *Service) judge(ctx context.Context, actor right.Actor, rows []sheet.Row, report *Report) (err error) {
	var f sheet.Faults
	all := Form().Lines(rows, &f)
	report.People, err = s.weigh(ctx, actor, all, &f)
	report.Faults = f.Sorted(Form())
	return err
}

// carryOut makes and changes accounts in the transaction of ctx.
func (s *Service) carryOut(ctx context.Context, actor right.Actor, r *Report, how How) error {
	for i := range r.People {
		p := &r.People[i]
		switch p.Outcome {
		case sheet.Make:
			made, err := s.o.Accounts.CreatePerson(ctx, actor, account.NewPerson{Login: p.Login, Name: p.Name, Lang: p.Lang, Email: p.Email, Grants: p.Grants})
			if err != nil {
				return err
			}
			p.ID, p.Name, p.Lang = made.ID, made.Name, made.Lang
			if !how.Invite {
				continue
			}
			handed, err := s.o.Accounts.HandLink(ctx, actor, account.WantedLink{Purpose: account.Invite, Person: made.ID, Show: how.Show})
			if err != nil {
				return err
			}
			p.Link, p.MailedTo = handed.Token, handed.MailedTo
		case sheet.Change:
			change := account.Change{Version: p.version, Lang: &p.Lang, Grants: &p.whole}
			if p.Email != "" {
				change.Email = &p.Email
			}
			if _, err := s.o.Accounts.UpdatePerson(ctx, actor, p.ID, change); err != nil {
				return err
			}
		}
	}
	if r.Count(sheet.Keep) == len(r.People) {
		return nil // nothing was done, so there is nothing to record
	}
	detail := map[string]any{"sha256": r.SHA256, "made": r.Count(sheet.Make), "changed": r.Count(sheet.Change), "kept": r.Count(sheet.Keep)}
	if actor.Key != "" {
		detail["key"] = actor.Key
	}
	if err := s.o.Trail.Record(ctx, audit.Entry{Actor: actor.ID, Action: action, Object: audit.Object{Kind: "import", ID: r.SHA256}, Detail: detail}); err != nil {
		return err
	}
	counts := map[string]any{"made": r.Count(sheet.Make), "changed": r.Count(sheet.Change)}
	return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(action), Data: counts, Actor: actor.ID})
}
