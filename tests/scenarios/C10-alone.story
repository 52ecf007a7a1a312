# C10: one server alone: OPTIONS ends after 7.5 s all the same (A4 is not for it).
line 1 servers=a options_interval_s=20 retry_counts=2 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s server a is silent
at 22s server a is back
show moves,attempts,sends,answers,world
until 50s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  answer        200                         attempt=1  expires=3600
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3562520  why=accepted
    20  options       OFF -> WAITING              server=a  next=20020  why=options_waits
 10000  world         server a is silent
 20020  options       WAITING -> ASKING           server=a  why=options_due
 20020  send          OPTIONS to a                attempt=2  for=keepalive  why=options_due
 20520  resend        OPTIONS to a                attempt=2
 21520  resend        OPTIONS to a                attempt=2
 22000  world         server a is back
 23520  attempt 2     failed                      why=silence
 23520  options       ASKING -> DOUBTED           server=a  why=options_failed  cause=silence
 23520  registration  REGISTERED -> REGISTERING   server=a  why=options_failed
 23520  send          REGISTER to a               attempt=3  why=first_candidate
 23540  answer        200                         attempt=3  expires=3600
 23540  registration  REGISTERING -> REGISTERED   server=a  refresh=3586040  why=accepted
 23540  options       DOUBTED -> MUTE             server=a  why=options_ignored
