package main

import (
	"context"
	"time"

	"modernc.org/sqlite"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/store"
)

// noteCommits has PostgreSQL write down each transaction that changes a row of the program's, in
// a row of its own that stays only if it commits. The server's own figures do not serve: in
// pg_stat_database commits come late, together with all that only read, and transaction ids are
// given out for all databases of the server at once, where other tests run, also to what is
// rolled back.
const noteCommits = `CREATE TABLE bench_commit (id xid8 PRIMARY KEY);
	CREATE FUNCTION bench_commit() RETURNS trigger LANGUAGE plpgsql AS
		'BEGIN INSERT INTO bench_commit VALUES (pg_current_xact_id()) ON CONFLICT DO NOTHING; RETURN NULL; END';
	DO $$ DECLARE name text; BEGIN
		FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'bench_commit' LOOP
			EXECUTE format('CREATE TRIGGER bench_commit AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION bench_commit()', name);
		END LOOP;
	END $$`

// watchCommits has commits counted: SQLite tells its one connection that writes of each.
func (s *scale) watchCommits() {
	s.Helper()
	pool, err := s.db.Write(s.Context()).DB()
	must(s.T, err)
	if s.db.Dialect() == store.Postgres {
		_, err := pool.ExecContext(s.Context(), noteCommits)
		must(s.T, err)
		return
	}
	conn, err := pool.Conn(s.Context())
	must(s.T, err)
	defer func() { must(s.T, conn.Close()) }()
	must(s.T, conn.Raw(func(driver any) error {
		driver.(sqlite.HookRegisterer).RegisterCommitHook(func() int32 { s.committed.Add(1); return 0 })
		return nil
	}))
}

// commits is how many there were until now.
func (s *scale) commits() (n int64) {
	s.Helper()
	if s.db.Dialect() == store.SQLite {
		return s.committed.Load()
	}
	must(s.T, s.work.db.Read(s.Context()).Raw(`SELECT count(*) FROM bench_commit`).Scan(&n).Error)
	return n
}

// commit tells how many commits an act takes.
func (s *scale) commit(name string, act func() error) {
	s.Helper()
	before := s.commits()
	must(s.T, act())
	s.note(name, float64(s.commits()-before))
}

// approval counts what seals a release, and what seals the audit that tells of it.
func (s *scale) approval() {
	s.Helper()
	at, hash, err := s.own.submitted(s.Context(), textStory())
	must(s.T, err)
	s.commit(approvalCommits, func() error {
		_, _, _, err := s.own.Articles.Approve(s.Context(), approver(), at, hash)
		return err
	})
	s.commit(sealCommits, func() error {
		sealed, err := s.own.Sealer.Run(s.Context())
		if sealed == 0 {
			s.Error("nothing was sealed")
		}
		return err
	})
}

// writing counts what keeping a text takes, once it is begun.
func (s *scale) writing() {
	s.Helper()
	t, err := s.own.typist(s.Context())
	must(s.T, err)
	s.commit(writingCommits, func() error {
		s.count(autosaveCount, func() error { return t.autosave(s.Context()) })
		s.count(saveCount, func() error {
			t.n-- // what was autosaved
			return t.save(s.Context())
		})
		return nil
	})
}

// proof counts what it takes to prove a delivery that has been sent.
func (s *scale) proof(due time.Time) {
	s.Helper()
	must(s.T, s.work.db.Write(s.Context()).Exec(`UPDATE delivery SET task = ?, next_at = ? WHERE due_at = ? AND state = ?`,
		delivery.TaskProve, due.UnixMicro(), due.UnixMicro(), delivery.Sent).Error)
	_, committed := s.play(seen{s.channels}, due, delivery.Confirmed)
	s.note(proofCommits, float64(committed))
}

// seen are channels to destinations where each post can be seen.
type seen struct{ delivery.Channels }

// Open implements delivery.Channels.
func (s seen) Open(ctx context.Context, id string) (channel.Opened, error) {
	opened, err := s.Channels.Open(ctx, id)
	opened.Spec.Proof, opened.Connector = connector.ProofReadBack, shows{opened.Connector}
	return opened, err
}

type shows struct{ connector.Connector }

// Prove implements connector.Prover.
func (shows) Prove(context.Context, connector.Call) connector.Sighting {
	return connector.Sighting{Finding: connector.Found}
}
