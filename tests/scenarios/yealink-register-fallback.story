# A1, C1, D1: Yealink guide, "REGISTER Fallback" (successive registration), steps 1 to 4, and the way back.
# 1. REGISTER to the working server. 2. Retried, three times by default. 3. REGISTER to the fallback
# server. 4. It accepts. Then the working server is asked every fallback.timeout (120 s).
server a is silent
line 1 like yealink servers=a,b mode=successive
start line 1
at 100s server a is back
show moves,attempts,sends,reports,world
until 130s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  attempt 1     failed                      why=silence
  7500  send          REGISTER to b               attempt=2  why=next_candidate
  7520  registration  REGISTERING -> REGISTERED   server=b  refresh=3526520  why=accepted  cause=silence
  7520  failback      HOME -> AWAY                probe=127520  why=probe_waits
  7520  report        line ON_BACKUP              server=b  since=7520  why=silence  cause=silence
100000  world         server a is back
127520  failback      AWAY -> PROBING             server=a  why=probe_due
127520  send          REGISTER to a               attempt=3  for=probe  why=probe_due
127540  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3646540  why=probe_accepted
127540  failback      PROBING -> HOME             why=came_back
127540  report        line REGISTERED             server=a  since=127540  why=came_back
