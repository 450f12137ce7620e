# How a prompt ends, and that each end is counted once.

story one absence with the prompt open is natural once
set Posture.PerDay 0
work 45min
now walk-one-minute
still 3min
expect outcome natural
expect today natural 1

story one absence that proves a claim is done, and not natural as well
set Posture.PerDay 0
work 45min
now walk-one-minute
answer done
still 3min
expect today done 1
expect today claimed 0
expect today natural 0
work 10min
still 3min
expect today natural 1

story reading after a claim proves nothing
set Posture.PerDay 0
work 45min
now walk-one-minute
answer done
work 5min
still 90s
work 1s
expect today estimated 90s
expect today claimed 1
expect today done 0

story a rest that is full proves the claim, also without a lock
set Posture.PerDay 0
work 45min
now walk-one-minute
answer done
work 5min
still 3min
expect today done 1
expect today claimed 0

story only the proven part of an absence proves a claim
set Posture.PerDay 0
set Walk.Break 5min
work 45min
now walk-one-minute
answer done
work 5min
still 90s
lock
wait 59s
expect today claimed 1
wait 1s
expect today done 1

story a short suspend with the prompt open is natural
set Posture.PerDay 0
work 45min
now walk-one-minute
suspend 90s
expect outcome natural
expect today natural 1

story an absence that a late loop saw only at its end is natural
set Posture.PerDay 0
work 45min
now walk-one-minute
report away 90s
stall 2min
expect outcome natural
expect today natural 1

story a suspend shorter than the activity is not natural
set Posture.PerDay 0
work 45min
now walk-three-minute-loop
suspend 59s
expect today natural 0
expect open walk

story a prompt does not expire while the person is on the way
set Posture.PerDay 0
set Walk.Break 5min
work 45min
now walk-three-minute-loop
work 13min
still 2min
expect open walk
wait 1min
expect outcome natural
expect today expired 0
expect today natural 1

story it expires when that was no break
set Posture.PerDay 0
set Walk.Break 5min
work 45min
now walk-three-minute-loop
work 13min
still 2min 30s
expect open walk
work 1s
expect outcome expired
expect today expired 1

story an absence that begins after the prompt expired is another one
set Posture.PerDay 0
work 45min
now walk-three-minute-loop
work 16min
still 3min
expect today expired 1
expect today natural 1

story a last line that was done says its figure
set Posture.PerDay 0
work 90min
answer done
why credited done: 1min of movement
expect seated 30min

story who leaves after the ten minutes proves no claim
set Posture.PerDay 0
work 45min
now walk-one-minute
answer done
work 9min 30s
wait 45s
pause 1h
still 3min
# Nothing: it began too late.
expect today claimed 1

story the idle that is told late began in time
set Posture.PerDay 0
set Presence.IdleAfter 3min
work 45min
now walk-one-minute
answer done
work 9min
pause 2min
still 3min
expect today done 1
