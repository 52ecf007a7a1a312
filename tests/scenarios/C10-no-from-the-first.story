# C10, C7: the working server answers REGISTER and not OPTIONS, the first one says 403: the line stays, and the working
# one is asked by OPTIONS no more.
line 1 servers=a,b options_interval_s=20 failback_servers=never jitter_percent=0 quarantine_s=0 keepalive_s=0
server a is silent
start line 1
at 30s server a answers REGISTER 403
at 30s server a is back
at 30s server b is silent for OPTIONS
show moves,attempts,sends,world
until 200s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  attempt 1     failed                      why=silence
  7500  send          REGISTER to b               attempt=2  why=next_candidate
  7520  registration  REGISTERING -> REGISTERED   server=b  refresh=3526520  why=accepted  cause=silence
  7520  options       OFF -> WAITING              server=b  next=27520  why=options_waits
 27520  options       WAITING -> ASKING           server=b  why=options_due
 27520  send          OPTIONS to b                attempt=3  for=keepalive  why=options_due
 27540  options       ASKING -> WAITING           server=b  next=47540  why=options_answered
 30000  world         server a answers REGISTER 403
 30000  world         server a is back
 30000  world         server b is silent for OPTIONS
 47540  options       WAITING -> ASKING           server=b  why=options_due
 47540  send          OPTIONS to b                attempt=4  for=keepalive  why=options_due
 48040  resend        OPTIONS to b                attempt=4
 49040  resend        OPTIONS to b                attempt=4
 51040  resend        OPTIONS to b                attempt=4
 55040  attempt 4     failed                      why=silence
 55040  options       ASKING -> DOUBTED           server=b  why=options_failed  cause=silence
 55040  registration  REGISTERED -> REGISTERING   server=b  why=options_failed
 55040  send          REGISTER to a               attempt=5  why=first_candidate
 55060  attempt 5     failed                      why=rejected  status=403
 55060  registration  REGISTERING -> REGISTERED   server=b  refresh=55060  why=stays_in_service  status=403
 55060  registration  REGISTERED -> REGISTERING   server=b  why=stays_in_service
 55060  send          REGISTER to b               attempt=6  why=working_candidate
 55080  registration  REGISTERING -> REGISTERED   server=b  refresh=3574080  why=accepted
 55080  options       DOUBTED -> MUTE             server=b  why=options_ignored
