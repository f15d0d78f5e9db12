package delivery

// Act names the move into a state as something that was done, for the event that tells
// of it.
func (s State) Act() string {
	switch s {
	case Waiting:
		return "delivery.plan"
	case Sending:
		return "delivery.claim"
	case Retrying:
		return "delivery.postpone"
	case Polling:
		return "delivery.accept"
	case Unsure:
		return "delivery.doubt"
	case Sent:
		return "delivery.send"
	case Confirmed:
		return "delivery.confirm"
	case Attention:
		return "delivery.escalate"
	case Cancelled:
		return "delivery.cancel"
	case Superseded:
		return "delivery.supersede"
	case Withdrawn:
		return "delivery.withdraw"
	}
	return ""
}
