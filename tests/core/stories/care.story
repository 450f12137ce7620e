# What was told of body and treatment, and what is prompted then.

story a massage on Monday with soreness until Thursday
care massage
work 45min
expect open walk
answer done
lock
wait 24h
unlock
work 1min
ask checkin-24h
care choose a-little-sore
ask soreness-24h-mild
care choose ok
lock
wait 24h
unlock
work 1min
ask soreness-48h
care choose still-sore
level soreness
work 45min
expect open walk
answer done
lock
wait 24h
unlock
work 1min
care check-in settled
level none

story a session that was logged by mistake is taken back
care massage
care forget
lock
wait 25h
unlock
work 5min
ask none

story leg tingling, and a clinician who says no to massage
set Tools.Own chair wall ball
care symptoms one-leg-tingling
level doctor_first
ask doctor-first
expect hold safety
answer skip
work 45min
expect open posture
answer skip
care symptoms none
level doctor_first
care clear yes yes no
level none
now primer -> nothing-fits
now walk

story gentle days have no strength
care flare on
level flare
now strength -> nothing-fits
answer skip
care flare off
now strength

story an emergency answer
work 45min
expect open walk
pause
care symptoms saddle-numbness
ask emergency-saddle
expect outcome withdrawn
work 3h
ask emergency-saddle
answer skip
resume
work 3h
expect open none
level emergency
care symptoms none
level emergency
expect hold safety

story an emergency that is told while nobody is there waits for the return
lock
care symptoms saddle-numbness
ask none
unlock
ask emergency-saddle

story a month's course and its review
care course
ask course-next
care massage
ask none
lock
wait 25h
unlock
care check-in comfortable
lock
wait 13d
unlock
work 1min
ask course-next
care choose skip
lock
wait 14d
unlock
work 1min
ask course-next
care choose skip
lock
wait 2d
unlock
work 1min
ask course-review
care choose same
ask none

story an open walk goes when a leg tingles
work 45min
expect open walk
care symptoms one-leg-tingling
expect open none
expect outcome withdrawn
work 10min
ask doctor-first

story twelve weeks of strength, and a sore week among them
set Posture.PerDay 0
care strength
sets easy
days 13
sets easy
# Two comfortable weeks: a few more of each.
days 1
sets easy more
days 7
care check-in quite_sore
# A step back.
sets easy
days 2
care check-in settled
days 19
sets easy more
# And two more.
days 14
sets moderate
