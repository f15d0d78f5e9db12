package right

import "github.com/lantoa/lantoa/internal/fault"

// Role is the permanent code of a role.
type Role string

// The roles.
const (
	Contributor    Role = "contributor"
	Author         Role = "author"
	Editor         Role = "editor"
	Approver       Role = "approver"
	Secretary      Role = "secretary"
	Translator     Role = "translator"
	LeadOfficer    Role = "lead_officer"
	Inspector      Role = "inspector"
	Press          Role = "press"
	TechnicalAdmin Role = "technical_admin"
)

// Roles lists every role.
func Roles() []Role {
	return []Role{Contributor, Author, Editor, Approver, Secretary, Translator, LeadOfficer, Inspector, Press, TechnicalAdmin}
}

// Name is the role's name for people.
func (r Role) Name() fault.Text {
	names := map[Role]fault.Text{
		Contributor:    fault.T("cộng tác viên", "contributor"),
		Author:         fault.T("người viết", "author"),
		Editor:         fault.T("biên tập viên", "editor"),
		Approver:       fault.T("người duyệt", "approver"),
		Secretary:      fault.T("thư ký tòa soạn", "editorial secretary"),
		Translator:     fault.T("biên dịch", "translator"),
		LeadOfficer:    fault.T("chuyên viên đơn vị chủ trì", "lead unit officer"),
		Inspector:      fault.T("thanh tra", "inspector"),
		Press:          fault.T("cơ quan báo chí", "press client"),
		TechnicalAdmin: fault.T("quản trị kỹ thuật", "technical administrator"),
	}
	return names[r]
}

// Action is the permanent name of something that may be allowed.
type Action string

// The actions.
const (
	ArticleRead           Action = "article.read"
	ArticleCreate         Action = "article.create"
	ArticleEdit           Action = "article.edit"
	CommentWrite          Action = "comment.write"
	MediaRead             Action = "media.read"
	MediaEdit             Action = "media.edit"
	EditionSubmit         Action = "edition.submit"
	EditionRequestChanges Action = "edition.request_changes"
	EditionFirstApprove   Action = "edition.first_approve"
	EditionApprove        Action = "edition.approve"
	EditionReopen         Action = "edition.reopen"
	EditionSchedule       Action = "edition.schedule"
	EditionCorrect        Action = "edition.correct"
	EditionWithdraw       Action = "edition.withdraw"
	EditionArchive        Action = "edition.archive"
	DigestManage          Action = "digest.manage"
	FlowManage            Action = "flow.manage"
	SourceManage          Action = "source.manage"
	ChannelRead           Action = "channel.read"
	ChannelManage         Action = "channel.manage"
	DeliveryRead          Action = "delivery.read"
	DeliveryAct           Action = "delivery.act"
	PersonManage          Action = "person.manage"
	PlanManage            Action = "plan.manage"
	AuditRead             Action = "audit.read"
	SettingsRead          Action = "settings.read"
	ReportRead            Action = "report.read"
	FeedReadPartner       Action = "feed.read_partner"
	CalendarManage        Action = "calendar.manage"
	PlannedAssign         Action = "planned.assign"
	RequestCreate         Action = "request.create"
	RequestRead           Action = "request.read"
	RequestRoute          Action = "request.route"
	RequestAnswer         Action = "request.answer"
	SeriesManage          Action = "series.manage"
)

// Actions lists every action.
func Actions() []Action {
	return []Action{
		ArticleRead, ArticleCreate, ArticleEdit, CommentWrite, MediaRead, MediaEdit,
		EditionSubmit, EditionRequestChanges, EditionFirstApprove, EditionApprove, EditionReopen, EditionSchedule, EditionCorrect, EditionWithdraw, EditionArchive,
		DigestManage, FlowManage, SourceManage, ChannelRead, ChannelManage, DeliveryRead, DeliveryAct,
		PersonManage, PlanManage, AuditRead, SettingsRead, ReportRead, FeedReadPartner,
		CalendarManage, PlannedAssign, RequestCreate, RequestRead, RequestRoute, RequestAnswer,
		SeriesManage,
	}
}

// Verb says the action in words that follow "quyền" and "the right to".
func (a Action) Verb() fault.Text {
	switch a {
	case ArticleRead:
		return fault.T("xem bài", "read stories")
	case ArticleCreate:
		return fault.T("tạo bài", "create stories")
	case ArticleEdit:
		return fault.T("sửa bài", "edit stories")
	case CommentWrite:
		return fault.T("nhận xét bài", "comment on stories")
	case MediaRead:
		return fault.T("xem kho ảnh", "see the media library")
	case MediaEdit:
		return fault.T("tải ảnh lên và mô tả ảnh", "upload and describe pictures")
	case EditionSubmit:
		return fault.T("gửi duyệt, rút lại", "submit for review or recall")
	case EditionRequestChanges:
		return fault.T("trả lại để sửa", "request changes")
	case EditionFirstApprove:
		return fault.T("duyệt cấp 1", "give the first approval")
	case EditionApprove:
		return fault.T("duyệt", "approve")
	case EditionReopen:
		return fault.T("mở lại bản đã duyệt, đã gỡ hoặc lưu trữ", "reopen an edition")
	case EditionSchedule:
		return fault.T("lên lịch", "schedule")
	case EditionCorrect:
		return fault.T("đính chính, bỏ đính chính", "correct what was published")
	case EditionWithdraw:
		return fault.T("gỡ bài", "withdraw")
	case EditionArchive:
		return fault.T("lưu trữ", "archive")
	case DigestManage:
		return fault.T("quản lý bản tin định kỳ", "manage digests")
	case FlowManage:
		return fault.T("đặt luồng duyệt", "set the flow of approval")
	case SourceManage:
		return fault.T("quản lý nguồn tin, bỏ qua tin", "manage sources, dismiss what they bring")
	case ChannelRead:
		return fault.T("xem kênh", "see channels")
	case ChannelManage:
		return fault.T("quản lý kênh", "manage channels")
	case DeliveryRead:
		return fault.T("xem lượt phát", "see deliveries")
	case DeliveryAct:
		return fault.T("xử lý lượt phát", "act on deliveries")
	case PersonManage:
		return fault.T("quản lý tài khoản", "manage accounts")
	case PlanManage:
		return fault.T("quản lý kế hoạch", "manage the plan")
	case AuditRead:
		return fault.T("xem nhật ký", "read the audit record")
	case SettingsRead:
		return fault.T("xem thiết đặt", "see the settings")
	case ReportRead:
		return fault.T("xem báo cáo", "read reports")
	case FeedReadPartner:
		return fault.T("đọc nguồn tin dành cho đối tác", "read partner feeds")
	case CalendarManage:
		return fault.T("quản lý lịch sự kiện", "manage the calendar")
	case PlannedAssign:
		return fault.T("giao đề tài", "assign planned stories")
	case RequestCreate:
		return fault.T("gửi yêu cầu tin", "request stories")
	case RequestRead:
		return fault.T("xem yêu cầu tin của báo chí", "see requests of the press")
	case RequestRoute:
		return fault.T("chuyển yêu cầu tin cho đơn vị", "route requests of the press")
	case RequestAnswer:
		return fault.T("trả lời yêu cầu tin", "answer requests of the press")
	case SeriesManage:
		return fault.T("quản lý chuyên đề", "manage series")
	}
	return fault.Text{}
}
