# A machine whose clock was not set, and is put right later. No clock is right that shows a time before 2026.

story a clock that was never set ends no gentle days when it is put right
care symptoms one-leg-tingling
care clear yes yes yes
work 30min
now strength-half-squat -> nothing-fits
clock -20000d
work 10min
now strength-half-squat -> nothing-fits
clock +20000d
work 10min
now strength-half-squat -> nothing-fits
lock
wait 7d
unlock
now strength-half-squat

story a clock that was set back by days is put right
set Posture.PerDay 0
care symptoms one-leg-tingling
care clear yes yes yes
wait 1h
clock -1d
wait 10h
clock +1d
wait 6d 12h
now strength-half-squat -> nothing-fits
wait 2h
now strength-half-squat

story a clock that goes on from another time for a day is believed
care symptoms one-leg-tingling
care clear yes yes yes
wait 10d
care symptoms none
now strength-half-squat
clock -1d
wait 24h
now strength-half-squat

story gentle days that were told of before the clock was set
clock -20000d
care symptoms one-leg-tingling
care clear yes yes yes
work 10min
clock +20000d
work 10min
now strength-half-squat -> nothing-fits
lock
wait 6d
unlock
now strength-half-squat -> nothing-fits
lock
wait 1d
unlock
now strength-half-squat

story a massage that was told of before the clock was set
clock -20000d
care massage
work 10min
clock +20000d
work 1h
now strength -> nothing-fits
work 1h
now strength
lock
wait 22h
unlock
work 15min
ask checkin-24h

# Found at random: what is less grave was due and held, and nothing looked for the other any more.
story a graver message comes at its time while another one waits
set Prompt.Kinds
care massage
wait 5min
care symptoms fever-with-back-symptoms
ask urgent-systemic
do_not_disturb on
wait 23h 55min
ask none
wait 5min
ask urgent-systemic
