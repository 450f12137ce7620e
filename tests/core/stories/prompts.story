# What is prompted, when, and how it ends.

story a walk is due at Walk.Limit
set Posture.PerDay 0
work 44min
expect open none
expect next walk in 1min
work 1min
expect open walk
expect next none
why shown you sat 45min, the limit is 45min

story a sitting between two rests is one spell
set Posture.PerDay 0
work 30min
still 2min
work 13min
expect open walk

story half-way a change of position
work 22min
expect next posture in 30s
work 30s
expect open posture
why shown about half
answer done
expect outcome claimed
# It is no rest.
expect seated 22min 30s
work 22min 30s
expect open walk

story nudges give way to a walk that the hour would not allow then
work 45min
still 3min
# The next walk comes 48 min after the last: in that hour there is room for two prompts, the walks.
work 22min 30s
expect open none
why dropped gave way
work 22min 30s
expect open walk

story no more nudges than Posture.PerDay
set Posture.PerDay 0
work 30min
expect shown 0

story a nudge gives way to a walk near by
set Walk.Limit 15min
set Prompt.MinGap 1min
set Prompt.MaxPerHour 20
work 8min
expect open posture
answer done
set Walk.Limit 9min
work 1min
expect open walk

story every second walk carries mobility
set Posture.PerDay 0
set Prompt.Kinds walk mobility
work 45min
expect open walk alone
still 4min
work 45min
expect open walk carrying mobility
still 4min
work 45min
expect open walk alone

story a walk is not longer than Walk.Break where one is short enough
set Walk.Break 1min
set Posture.PerDay 0
work 45min
expect open walk
answer done
expect seated 0

story leaving the desk with the prompt open is natural
set Posture.PerDay 0
work 45min
expect open walk
still 3min
expect outcome natural
expect open none
expect seated 0
expect today natural 1

story leaving before the prompt came is natural too, when the break is full
set Posture.PerDay 0
work 44min 30s
still 2min
expect open walk
expect presence away
wait 1min
expect outcome natural
expect today natural 1
expect seated 0

story leaving without any prompt counts as natural
set Posture.PerDay 0
work 20min
still 3min
expect today natural 1
expect shown 0

story leaving after a glance does not count
work 1min
still 3min
expect today natural 0

story done is claimed until the person is seen to go
set Posture.PerDay 0
work 45min
answer done
expect outcome claimed
expect today claimed 1
why credited done:
still 3min
expect outcome done
expect today done 1
expect today claimed 0
expect today natural 0

story a claim stays a claim without an absence
set Posture.PerDay 0
work 45min
answer done
work 20min
still 3min
expect today claimed 1
expect today done 0
expect today natural 1

story a claim restarts the walk's clock by the length of the activity
set Posture.PerDay 0
work 45min
now walk-one-minute
answer done
# A minute of three is worth fifteen of forty-five.
expect seated 30min
expect next walk in 15min

story the guided steps make it done
set Posture.PerDay 0
work 45min
answer start
expect open walk
wait 1min
answer finish
expect outcome done
expect today done 1

story no answer: one reminder, then expired
set Posture.PerDay 0
work 54min
expect showings 1
work 1min
expect showings 2
expect shown 1
why shown no answer for 10min
work 5min
expect outcome expired
expect today expired 1
expect today prompted 1

story after expiry one last line at twice the limit, then silence
set Prompt.Kinds walk
work 89min
expect shown 1
work 1min
expect open walk
why shown twice the limit
work 15min
expect outcome expired
expect hold quiet_until_up
work 3h
expect shown 2
still 3min
expect hold away
work 45min
expect open walk
expect shown 3

story skip: not asked again in this spell
set Prompt.Kinds walk
work 45min
answer skip
expect outcome skipped
expect hold quiet_until_up
work 3h
expect shown 1
still 3min
work 45min
expect shown 2

story snooze: it comes again then
set Posture.PerDay 0
work 45min
answer snooze
expect outcome snoozed
work 9min
expect open none
expect next walk in 1min
work 1min
expect open walk
why shown you put it off by 10min, 1 so far

story snooze for a length of one's own, shorter than the gap
set Posture.PerDay 0
work 45min
answer snooze 2min
work 2min
expect open walk

story snooze is not offered for ever
set Posture.PerDay 0
work 45min
answer snooze
work 10min
answer snooze
work 10min
expect open walk
answer snooze -> snooze-limit
expect open walk

story a rest while snoozed settles it
set Posture.PerDay 0
work 45min
answer snooze
still 4min
work 30min
expect shown 1
work 15min
expect shown 2

story a short rest that brings the spell below the limit takes the prompt back
set Posture.PerDay 0
set Walk.Break 10min
work 45min
expect open walk
lock
wait 1min
# The one-minute walks are natural after a minute; longer ones are taken back.
unlock
expect open none

story nothing open: no such prompt
work 1min
answer done -> no-such-prompt
answer skip -> no-such-prompt

story a prompt that was asked for comes at once, and replaces an open one
set Posture.PerDay 0
work 45min
now mobility
expect open mobility
expect shown 2
answer done
expect outcome claimed

story what is not in the catalogue does not fit
now checkin -> nothing-fits
expect open none

story asked for while paused
pause
now walk
expect open walk
work 5min
expect open walk

story the gap is kept after a prompt that was asked for
set Posture.PerDay 0
work 40min
now posture-fresh-position
work 1min
answer done
work 4min
expect open none
expect hold spacing for 5min
why held too near
work 5min
expect open walk

story at most so many an hour
set Posture.PerDay 0
set Prompt.MaxPerHour 1
work 45min
lock
wait 3min
unlock
work 45min
expect shown 1
expect hold spacing for 12min
work 12min
expect shown 2

story standing has a limit of its own
stand
work 40min
expect open posture
why shown you stood 40min
answer done
work 2h
expect shown 1
sit
stand
work 40min
expect shown 2

story kinds that are switched off do not come
set Prompt.Kinds posture
work 22min 30s
expect open posture
work 2h
expect shown 1

story without walks the mobility comes
set Prompt.Kinds mobility
work 45min
expect open mobility

story without any kind nothing comes
set Prompt.Kinds
work 3h
expect shown 0

story a limit that is lowered below what was sat is due at once
set Posture.PerDay 0
work 30min
set Walk.Limit 20min
expect open walk

story a suspend with the prompt open ends it as natural
set Posture.PerDay 0
work 45min
suspend 1h
expect outcome natural
expect shown 1
work 44min
expect shown 1
work 1min
expect shown 2

story a stall over limit, reminder and expiry shows what is due once
set Posture.PerDay 0
work 10min
stall 2h
expect shown 1
expect open walk

story where nothing fits at the limit, the last line comes as soon as it is due
set Posture.PerDay 0
set Prompt.Kinds mobility
set Walk.Break 1s
stall 2h
why dropped nothing in the catalogue fits
expect open walk
