# C10: OPTIONS to the working candidate every options_interval_s. Its budget is A1's 7.5 s. Its timeout starts a
# registration pass at the first candidate; here b takes the line, and the OPTIONS.
line 1 servers=a,b options_interval_s=20 failback_servers=never jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 30s server a is silent
show moves,attempts,sends,world
until 76s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  options       OFF -> WAITING              server=a  next=20020  why=options_waits
 20020  options       WAITING -> ASKING           server=a  why=options_due
 20020  send          OPTIONS to a                attempt=2  for=keepalive  why=options_due
 20040  options       ASKING -> WAITING           server=a  next=40040  why=options_answered
 30000  world         server a is silent
 40040  options       WAITING -> ASKING           server=a  why=options_due
 40040  send          OPTIONS to a                attempt=3  for=keepalive  why=options_due
 40540  resend        OPTIONS to a                attempt=3
 41540  resend        OPTIONS to a                attempt=3
 43540  resend        OPTIONS to a                attempt=3
 47540  attempt 3     failed                      why=silence
 47540  options       ASKING -> DOUBTED           server=a  why=options_failed  cause=silence
 47540  registration  REGISTERED -> REGISTERING   server=a  why=options_failed
 47540  send          REGISTER to a               attempt=4  why=first_candidate
 48040  resend        REGISTER to a               attempt=4
 49040  resend        REGISTER to a               attempt=4
 51040  resend        REGISTER to a               attempt=4
 55040  attempt 4     failed                      why=silence
 55040  send          REGISTER to b               attempt=5  why=next_candidate
 55060  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3574060  why=accepted  cause=silence
 55060  options       DOUBTED -> WAITING          server=b  next=75060  why=options_waits
 75060  options       WAITING -> ASKING           server=b  why=options_due
 75060  send          OPTIONS to b                attempt=6  for=keepalive  why=options_due
 75080  options       ASKING -> WAITING           server=b  next=95080  why=options_answered
