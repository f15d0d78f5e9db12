import type { Reporter, TestModule } from 'vitest/node'

/** Closes a run with one line that says how it came out. */
export default class Closing implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    let passed = 0
    let failed = 0
    for (const one of modules) {
      if (one.errors().length > 0) failed++
      for (const test of one.children.allTests()) {
        if (test.result().state === 'passed') passed++
        else if (test.result().state === 'failed') failed++
      }
    }
    console.log(`${passed} passed, ${failed} failed`)
  }
}
