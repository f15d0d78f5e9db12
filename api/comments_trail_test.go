package api_test

import "net/http"

// comment starts a thread by lan on a new story, and gives its path and that of its first comment.
func (w *fixture) comment() (thread, remark string) {
	w.Helper()
	path := edition(w.create()) + "/comments"
	a := w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: path, body: `{"body":"Số liệu này lấy ở đâu?"}`})
	thread = path + "/" + w.text(a, "id")
	return thread, thread + "/replies/" + w.text(a, "comments.0.id")
}

func commentWritings() map[string]writing {
	const all = "/articles/{id}/editions/{lang}/comments"
	on := func(method, step, body string) func(w *fixture) call {
		return func(w *fixture) call {
			thread, _ := w.comment()
			return call{as: "lan", method: method, path: thread + step, body: body}
		}
	}
	return map[string]writing{
		"POST " + all: {acts: []string{"comment.create comment +"}, does: func(w *fixture) call {
			return call{as: "lan", method: "POST", path: edition(w.create()) + "/comments", body: `{"body":"Ai nói?"}`}
		}},
		"POST " + all + "/{thread}/replies": {acts: []string{"comment.reply comment +"}, does: on("POST", "/replies", `{"body":"Giám đốc Sở."}`)},
		"POST " + all + "/{thread}/resolve": {acts: []string{"comment.resolve comment ~"}, does: on("POST", "/resolve", "")},
		"POST " + all + "/{thread}/reopen": {acts: []string{"comment.reopen comment ~"}, does: func(w *fixture) call {
			thread, _ := w.comment()
			w.wants(http.StatusOK, call{as: "lan", method: "POST", path: thread + "/resolve"})
			return call{as: "lan", method: "POST", path: thread + "/reopen"}
		}},
		"PATCH " + all + "/{thread}/replies/{reply}": {acts: []string{"comment.edit comment ~"}, does: func(w *fixture) call {
			thread, remark := w.comment()
			return w.match(call{as: "lan", method: "PATCH", path: remark, body: `{"body":"Ai đã nói?"}`}, thread)
		}},
		"POST " + all + "/{thread}/replies/{reply}/retract": {acts: []string{"comment.retract comment -"}, does: func(w *fixture) call {
			_, remark := w.comment()
			return call{as: "lan", method: "POST", path: remark + "/retract"}
		}},
	}
}

// commentLines are those of the matrix: colleagues write to each other about texts that they may read.
func commentLines() map[string]line {
	const commenters, closers = "contributor:own author editor approver secretary translator lead_officer*", "contributor:unsent author:unsent editor translator:translation"
	return map[string]line{
		"listComments":   {on: "text", who: readers},
		"countComments":  {on: "text", who: readers},
		"getComment":     {on: "text", who: readers},
		"startComment":   {on: "text", who: commenters, body: `{"body":"Ai nói?"}`},
		"replyToComment": {on: "text", who: commenters, body: `{"body":"Giám đốc Sở."}`},
		"editComment":    {on: "text", body: `{"body":"Khác"}`}, // the words are those of none of them
		"retractComment": {on: "text"},
		"resolveComment": {on: "text", who: closers},
		"reopenComment":  {on: "text", who: closers, pass: "state_conflict"}, // it is open
	}
}
