# Holds from what goes on around: do not disturb, a microphone in use, a window that fills the screen, a call or a film.

story do not disturb holds a walk back; it comes once, after the grace
set Posture.PerDay 0
work 30min
do_not_disturb on
work 30min
expect open none
expect hold do_not_disturb
expect next walk
why held due after 45min of sitting (limit 45min), held back: do not disturb
do_not_disturb off
expect hold none
work 14s
expect open none
work 1s
expect open walk
expect shown 1

story three hours of do not disturb over a due walk: one prompt afterwards, none during
set Posture.PerDay 0
work 40min
do_not_disturb on
work 3h
expect shown 0
expect held-back 1
do_not_disturb off
work 15s
expect shown 1
work 9min
expect shown 1

story do not disturb let through holds nothing
set Posture.PerDay 0
set Hold.DoNotDisturb let through
do_not_disturb on
work 45min
expect hold none
expect open walk

story letting through is live
set Posture.PerDay 0
do_not_disturb on
work 45min
expect hold do_not_disturb
set Hold.DoNotDisturb let through
expect hold none
work 15s
expect open walk
set Hold.DoNotDisturb hold
expect outcome withdrawn

story a microphone holds, and takes an open prompt back
set Posture.PerDay 0
work 45min
expect open walk
microphone on
expect open none
expect outcome withdrawn
expect hold microphone for 1h 30min
why held taken back for now: the microphone is in use
work 20min
microphone off
work 15s
expect open walk
expect shown 2

story a microphone that is forgotten does not hold for ever
set Posture.PerDay 0
work 10min
microphone on
work 35min
expect hold microphone for 55min
expect next walk in 55min 15s
work 55min
expect hold none
work 15s
expect open walk

story a microphone may be let through
set Posture.PerDay 0
set Hold.Microphone let through
microphone on
work 45min
expect open walk

story a call without input is sitting, but not for ever
work 10min
microphone on
still 89min
expect presence passive
expect today seated 1h 39min
wait 1min
expect presence away
why credited no input for 1h 30min

story a call that ends leaves who was away away
work 10min
microphone on
still 5min
expect presence passive
expect seated 15min
microphone off
expect presence away

story input gives a call its time anew, and the hold not
set Posture.PerDay 0
microphone on
still 80min
work 1min
still 9min
expect presence passive
expect hold none

story a film holds, and counts as sitting
set Posture.PerDay 0
work 30min
inhibit on
still 30min
expect presence passive
expect seated 1h
expect open none
expect hold inhibitor for 1h
why held a call or a film
work 1min
inhibit off
work 15s
expect open walk

story a film may be let through
set Posture.PerDay 0
set Hold.Inhibitor let through
inhibit on
work 45min
expect open walk

story an inhibitor that is forgotten lets prompts through until it ends
set Posture.PerDay 0
inhibit on
work 90min
expect hold none
work 15s
expect open walk
inhibit off
inhibit on
expect hold none
inhibit off
work 15s
inhibit on
expect hold inhibitor for 1h 30min

story one film after the other is one hold: nothing could have come in between
set Posture.PerDay 0
inhibit on
work 30min
inhibit off
work 14s
inhibit on
expect hold inhibitor for 59min 46s
work 20min
expect shown 0
inhibit off
work 15s
expect open walk

story Presence.PassiveMax is live for holds as well
set Posture.PerDay 0
inhibit on
work 30min
set Presence.PassiveMax 10min
expect hold none
set Presence.PassiveMax 40min
expect hold inhibitor for 10min

story two holds that overlap end with the later one
set Posture.PerDay 0
work 40min
do_not_disturb on
work 10min
microphone on
expect hold do_not_disturb
expect hold microphone
work 10min
do_not_disturb off
expect hold microphone
work 20min
expect shown 0
expect held-back 2
microphone off
work 15s
expect shown 1

story fifty flips a second: nothing is lost, and nothing comes in a burst
set Posture.PerDay 0
work 44min
flips do_not_disturb 2min
expect shown 0
expect held-back 1
expect hold none
work 14s
expect shown 0
work 1s
expect shown 1
expect today seated 46min 15s

story fifty flips a second over an open prompt take it back once
set Posture.PerDay 0
work 45min
expect open walk
flips do_not_disturb 1min
expect shown 1
expect held-back 1
work 8min 59s
expect shown 1
work 1s
expect shown 2

story fifty flips a second beside another hold are said once each
set Posture.PerDay 0
microphone on
work 45min
flips do_not_disturb 1min
expect held-back 2
expect hold microphone

story fifty flips a second are told once a second
set Posture.PerDay 0
flips do_not_disturb 10s
expect hold-events 10
wait 1s
expect hold none
expect hold-events 10

story a single change is told at once, and so is what a person does
do_not_disturb on
expect hold-events 1
pause
expect hold-events 2
resume
expect hold-events 3
wait 2s
do_not_disturb off
expect hold-events 4

story with no grace at all, flips still keep the gap
set Posture.PerDay 0
set Hold.Grace 0
work 44min
flips do_not_disturb 2min
expect shown 1
expect held-back 2
work 9min
expect shown 2
