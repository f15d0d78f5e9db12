package article_test

import (
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/walltime"
)

// The edition forgets a reason once it is opened again; the record must not.
func TestTheRecordKeepsWhatTheEditionForgets(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.submit(lan(), w.create(lan()))
		e, err := w.service.RequestChanges(w.Context(), minh(), at(e), "thiếu nguồn tin")
		must(w, e, err)
		e, _ = w.approve(hoa(), w.submit(lan(), e))
		e, err = w.service.SetEmbargo(w.Context(), hoa(), at(e), walltime.Wall{Time: "2024-10-29T08:00", Zone: "Asia/Ho_Chi_Minh"})
		must(w, e, err)
		e, err = w.service.SetEmbargo(w.Context(), hoa(), at(e), walltime.Wall{})
		must(w, e, err)
		e, _, err = w.service.Withdraw(w.Context(), hoa(), at(e), "sai số liệu", "Bài đã được gỡ.")
		must(w, e, err)
		e, _, err = w.service.Reopen(w.Context(), hoa(), at(e))
		must(w, e, err)
		for action, words := range map[string][]string{
			"edition.request_changes": {"thiếu nguồn tin"}, "edition.withdraw": {"sai số liệu", "Bài đã được gỡ."},
			"edition.embargo": {"2024-10-29T08:00", "Asia/Ho_Chi_Minh", "2024-10-29T01:00:00Z", "lifted"},
		} {
			var details []string
			if err := w.db.Read(w.Context()).Table("audit").Where("action = ? AND object_id = ?", action, e.ID).Pluck("detail", &details).Error; err != nil {
				w.Fatal(err)
			}
			for _, word := range words {
				if all := strings.Join(details, " "); !strings.Contains(all, word) {
					w.Errorf("%s: the record %s does not say %q", action, all, word)
				}
			}
		}
		if e.State != article.Draft {
			w.Errorf("the edition is %s", e.State)
		}
	})
}
