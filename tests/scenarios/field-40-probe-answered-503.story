# D1, A9, C10. Field pain 40: a 503 to a probe counted as a sign of health, and its Retry-After was
# ignored. D1: only a 2xx brings the line back. A9: the probe's 503 rests the target until 260 s,
# and the next probe waits until it wakes. C10: a 404 to OPTIONS is a sign of life, a 503 is none
# (the REGISTER that follows is accepted: that server does not answer OPTIONS, and is asked no
# more).
server a is unreachable
line 1 servers=a,b options_interval_s=100 failback_interval_s=60 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 50s server a answers REGISTER 503 retry-after=200
at 90s server a answers REGISTER 200
at 90s server b answers OPTIONS 404
at 150s server b answers OPTIONS 503
show moves,sends,rests,world
until 300s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=3519040  why=accepted  cause=icmp
    40  failback      HOME -> AWAY                probe=60040  why=probe_waits
    40  options       OFF -> WAITING              server=b  next=100040  why=options_waits
 50000  world         server a answers REGISTER 503 retry-after=200
 60040  failback      AWAY -> PROBING             server=a  why=probe_due
 60040  send          REGISTER to a               attempt=3  for=probe  why=probe_due
 60060  rest          of a                        until=260060  why=retry_after  status=503
 60060  rest          shared of a                 until=260060
 60060  failback      PROBING -> AWAY             probe=120060  why=probe_failed
 90000  world         server a answers REGISTER 200
 90000  world         server b answers OPTIONS 404
100040  options       WAITING -> ASKING           server=b  why=options_due
100040  send          OPTIONS to b                attempt=4  for=keepalive  why=options_due
100060  options       ASKING -> WAITING           server=b  next=200060  why=options_answered  status=404
120060  failback      (AWAY)                      probe=260060  why=all_rest
150000  world         server b answers OPTIONS 503
200060  options       WAITING -> ASKING           server=b  why=options_due
200060  send          OPTIONS to b                attempt=5  for=keepalive  why=options_due
200080  options       ASKING -> DOUBTED           server=b  why=options_failed  status=503
200080  registration  REGISTERED -> REGISTERING   server=b  why=options_failed
200080  send          REGISTER to b               attempt=6  why=first_candidate
200100  registration  REGISTERING -> REGISTERED   server=b  refresh=3719100  why=accepted
200100  options       DOUBTED -> MUTE             server=b  why=options_ignored
260060  failback      AWAY -> PROBING             server=a  why=probe_due
260060  send          REGISTER to a               attempt=7  for=probe  why=probe_due
260080  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3779080  why=probe_accepted
260080  failback      PROBING -> HOME             why=came_back
260080  options       MUTE -> WAITING             server=a  next=360080  why=options_waits
