# C4: refresh at max(expires/2, expires - W - 4*T1), W being the longest pass: each candidate its budget
# and 64*T1 behind a late sign of life, 39.5 s each here. 600 s: 600 - 79 - 2 = 519 s after the answer.
# 60 s granted: half of it. 8 s: reported as short, refreshed after 5 s. The grant counts, not the request.
server a answers REGISTER 200 expires=600
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s server a answers REGISTER 200 expires=60
at 1s register line 1
at 2s server a answers REGISTER 200 expires=8
at 2s register line 1
show moves,sends,answers,world,decisions
until 7s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  answer        200                         attempt=1  expires=600
    20  attempt 1     accepted                    why=accepted  status=200
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=519020  why=accepted
    20  binding       (HELD)                      server=a  why=flow_kept
  1000  world         server a answers REGISTER 200 expires=60
  1000  world         register line 1
  1000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
  1000  send          REGISTER to a               attempt=2  why=first_candidate
  1020  answer        200                         attempt=2  expires=60
  1020  attempt 2     accepted                    why=accepted  status=200
  1020  registration  REGISTERING -> REGISTERED   server=a  refresh=31020  why=accepted
  2000  world         server a answers REGISTER 200 expires=8
  2000  world         register line 1
  2000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
  2000  send          REGISTER to a               attempt=3  why=first_candidate
  2020  answer        200                         attempt=3  expires=8
  2020  attempt 3     accepted                    why=accepted  status=200
  2020  binding       (HELD)                      server=a  expires=12020  why=grant_short
  2020  registration  REGISTERING -> REGISTERED   server=a  refresh=7020  why=accepted
