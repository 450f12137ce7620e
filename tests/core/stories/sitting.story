# Sitting is not input: what counts as what.

story without a source all time is sitting, and said to be estimated
wait 10min
expect presence unknown
expect seated 10min
expect today estimated 10min

story input counts as sitting
work 10min
expect presence active
expect seated 10min
expect today seated 10min
expect today estimated 0

story idle is away from the last input on
work 10min
still 90s
expect presence away
expect seated 10min
expect today away 90s
expect hold away

story a short idle without proof was sitting once input returns
work 10min
still 2min
work 1s
expect presence active
expect seated 12min 1s
expect today estimated 2min
expect today away 0
why credited no input for 2min

story idle that reaches Walk.Break is a rest, backdated to the last input
work 10min
still 3min
expect seated 0
expect today away 3min
why credited a rest of 3min
work 1min
expect seated 1min
expect today seated 11min
expect today away 3min

story idle for one second less is none
work 10min
still 179s
expect seated 10min
work 1s
expect seated 13min

story the return from a rest is told
work 10min
still 20min
work 1s
why credited back after 20min away

story a lock proves a rest; a short one takes off in proportion
work 30min
lock
wait 1min
expect presence locked
expect hold locked
unlock
work 0
# 1 of 3 minutes is worth 15 of 45.
expect seated 15min
why credited a rest of 1min takes the spell from 30min to 15min
expect today away 1min

story a lock of three seconds takes nothing off
work 30min
lock
wait 3s
unlock
expect seated 30min
expect today away 3s
why credited below Walk.ShortBreak

story credit never goes below zero
work 5min
lock
wait 2min
unlock
expect seated 0

story a lock of Walk.Break clears the spell
work 44min
lock
wait 3min
unlock
expect seated 0

story with a break shorter than ShortBreak the break is what counts
set Walk.Break 30s
work 30min
lock
wait 29s
unlock
expect seated 30min
lock
wait 30s
expect seated 0

story idle before the screen locks itself is one rest with the lock
work 30min
still 2min
lock
wait 1min
expect seated 0
expect today away 3min
unlock
work 1s
expect seated 1s

story idle before a short lock was sitting, the lock is a rest
work 20min
still 90s
lock
wait 1min
unlock
work 1s
expect today away 1min
expect today estimated 90s
# 20min + 90s, less a third of 45min, and one second.
expect seated 6min 31s

story a suspend that nobody told is asleep, exactly
work 20min
suspend 10h
expect presence active
expect today asleep 10h
expect today seated 20min
expect seated 0
expect today away 0

story a suspend that is told is counted once
work 20min
sleep 10h
expect today asleep 10h
expect today seated 20min
expect seated 0

story a short sleep is a proven rest
work 30min
sleep 1min
expect seated 15min

story a sensor that sees the person away proves a rest at once
work 30min
report away 2min
expect presence away
wait 1min
report active 2min
expect seated 15min

story a report beats input while it is fresh, and runs out
work 10min
report away 1min
expect presence away
wait 1min
expect presence active
wait 1min
expect today away 1min

story a report of unknown takes the report back
work 10min
report away 10min
report unknown 10min
expect presence active

story a seat sensor keeps the reader sitting
work 10min
report active 30min
still 20min
expect presence active
expect seated 30min

story when the sensor falls silent the idle begins there
work 10min
report active 10min
still 20min
expect today away 10min
expect today seated 20min

story a meeting is passive: sitting, without input
work 10min
meeting on
still 20min
expect presence passive
expect seated 30min
expect hold meeting

story the end of a meeting is where idle begins, not the last input
work 10min
meeting on
still 30min
meeting off
expect presence away
expect seated 40min
wait 3min
expect seated 0

story a meeting without a length ends after three hours
meeting on
work 3h
expect hold none
why credited the meeting ended after 3h

story a meeting with a length ends then
meeting on 20min
work 20min
expect hold none

story a meeting without a length ends at the lock
work 1min
meeting on
lock
unlock
expect hold none

story a meeting with a length goes on after the lock
work 1min
meeting on 1h
lock
unlock
expect hold meeting for 1h

story a meeting without a length ends at suspend
work 1min
meeting on
suspend 2min
expect hold none

story an inhibitor is passive, but not for ever
work 10min
inhibit on
still 89min
expect presence passive
wait 1min
expect presence away
why credited no input for 1h 30min
expect today seated 1h 40min

story an inhibitor that begins in an empty room counts once there is input
work 10min
still 20min
inhibit on
wait 1h
expect presence away
expect today seated 10min
work 1min
still 20min
expect presence passive
expect today seated 31min
inhibit off

story an inhibitor that begins soon after the last key counts
work 10min
still 2min
inhibit on
wait 20min
expect presence passive
expect today seated 32min

story an inhibitor without idle changes nothing
inhibit on
work 10min
expect presence active
inhibit off
expect presence active

story Presence.PassiveMax is a setting
set Presence.PassiveMax 10min
work 1min
inhibit on
still 10min
expect presence away

story no session is away, and no proof
work 10min
session gone
expect presence away
expect hold no_session
wait 2min
session here
expect seated 12min
session gone
wait 3min
expect seated 0

story precedence: asleep, locked, session, report, input
work 1min
report active 1h
session gone
expect presence away
lock
expect presence locked
unlock
session here
expect presence active

story a source that is lost leaves sitting estimated
work 10min
source lost
expect presence unknown
wait 5min
expect seated 15min
expect today estimated 5min

story a source that is lost while idle ends the idle
work 10min
still 90s
source lost
expect seated 11min 30s

story standing stops the spell
work 20min
stand
work 10min
expect posture standing
expect seated 20min
expect standing 10min
expect today standing 10min
sit
work 5min
expect seated 25min
expect standing 0

story standing ends after three breaks away
stand
work 10min
still 9min
expect posture sitting
why credited sitting again

story standing ends at a suspend of more than an hour
stand
work 10min
suspend 59min
expect posture standing
suspend 61min
expect posture sitting

story standing by a reporter ends when it is not renewed
stand 10min
work 9min
stand 10min
work 9min
expect posture standing
work 1min
expect posture sitting

story standing without a reporter ends at Day.Start
time 03:50
stand
work 10min
expect posture sitting

story a short idle while standing was standing
stand
work 10min
still 2min
work 1s
expect standing 12min 1s

story the day begins at Day.Start
time 03:30
work 20min
expect today seated 20min
work 20min
expect today seated 10min
expect days 1
expect seated 40min

story idle over the border of the day belongs to both
time 03:58
work 1min
still 2min
expect today away 1min
work 1s
expect today seated 1min 1s
expect today estimated 1min

story days that were slept through are passed over
work 1h
sleep 72h
expect days 1
expect today asleep 6h

story the longest sitting has no rest in it
set Prompt.Kinds posture
work 30min
lock
wait 1min
unlock
work 20min
expect today longest 30min
work 20min
expect today longest 40min

story a stall of the daemon changes no figure
work 10min
still 61s
stall 30min
expect seated 0
expect today away 31min 1s

story a stall over the end of a meeting and the cap puts each where it belongs
work 10min
meeting on 20min
still 2min
stall 1h
expect today seated 30min
expect today away 42min

story a gap says what it was held against
work 10min
still 2min
work 1s
why credited no input for 2min, less than 3min (Walk.Break)

story idle that began before a prompt came proves nothing, whatever happens meanwhile
set Posture.PerDay 0
work 44min 30s
still 70s
pause 1h
resume
wait 70s
work 1s
expect seated 46min 51s
expect today estimated 2min 20s

story idle that began with a prompt open is a rest, also when that is closed
set Posture.PerDay 0
set Walk.Break 10min
work 45min
now walk-lunch-twenty
still 3min
answer skip
wait 3min
pause 1h
wait 3min
work 1s
expect today away 9min
expect today estimated 0

story a rest that began within two minutes of an answer is proven, whatever is shown before it is told
work 45min
answer snooze 1min
work 20s
still 2min
expect open walk
work 10s
why credited a rest of 2min takes the spell from 45min 20s to 15min 20s
why dropped no longer due
expect open none
expect today away 2min

story the same without a prompt in between
work 45min
answer snooze 2min
work 20s
still 2min
work 10s
why credited a rest of 2min takes the spell from 45min 20s to 15min 20s

story a rest that began before the prompt was shown is not its walk
set Posture.PerDay 0
work 45min
answer snooze 1min
work 20s
now walk-one-minute
answer snooze 1min
work 20s
still 2min
expect open walk
expect outcome snoozed

story a rest that began while a prompt was open is proven, though the next one is shown before it is told
work 29min 50s
now posture
work 14min 50s
still 2min
work 1s
why credited a rest of 2min takes the spell from 44min 40s to 14min 40s

story an answer proves for two minutes, also when the next prompt is gone before
set Posture.PerDay 0
set Prompt.Expire 10s
set Prompt.MinGap 10s
work 44min 55s
now walk-one-minute
answer skip
work 30s
expect outcome expired
still 2min
work 1s
why credited a rest of 2min takes the spell from 45min 25s to 15min 25s

story idle that began between two prompts proves nothing
work 29min 50s
now posture
work 15min 5s
expect outcome expired
still 2min
work 1s
why credited no input for 2min
