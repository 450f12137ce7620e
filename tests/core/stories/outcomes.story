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
