// Package modeltest plays the newsroom, the engine and destinations in any order on a real
// database, step by step and by a clock of its own, and holds every step against a simple
// model of what deliveries are promised: never early, never twice, never lost, always
// explained. What is claimed, what a person is asked about and what stays is held against a
// list of bars, each of which alone must be enough. The destinations judge "twice" and
// "early" by their own log.
//
// One test plays random lives (LANTOA_MODEL_RUNS says how many), another steers towards
// every pair of a state and an event until none is left that was not tried.
package modeltest
