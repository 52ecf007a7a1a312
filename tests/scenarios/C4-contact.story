# C4: no expiry said: what was asked counts. Our Contact missing: a binding, and a warning. Our Contact
# with expires 0: a failure of that candidate.
server a answers REGISTER 200 expires=none
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s server a answers REGISTER 200 contact=missing
at 1s register line 1
at 2s server a answers REGISTER 200 expires=0
at 2s register line 1
show moves,attempts,sends,answers,world,decisions
until 3s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  answer        200                         attempt=1
    20  attempt 1     accepted                    why=accepted  status=200
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  binding       (HELD)                      server=a  why=flow_kept
  1000  world         server a answers REGISTER 200 contact=missing
  1000  world         register line 1
  1000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
  1000  send          REGISTER to a               attempt=2  why=first_candidate
  1020  answer        200                         attempt=2  expires=3600  contact=missing
  1020  attempt 2     accepted                    why=accepted  status=200
  1020  binding       (HELD)                      server=a  expires=3601020  why=contact_missing
  1020  registration  REGISTERING -> REGISTERED   server=a  refresh=3520020  why=accepted
  2000  world         server a answers REGISTER 200 expires=0
  2000  world         register line 1
  2000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
  2000  send          REGISTER to a               attempt=3  why=first_candidate
  2020  answer        200                         attempt=3  expires=0
  2020  attempt 3     failed                      why=contact_removed  status=200
  2020  send          REGISTER to b               attempt=4  why=next_candidate
  2040  answer        200                         attempt=4  expires=3600
  2040  attempt 4     accepted                    why=accepted  status=200
  2040  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3521040  why=accepted  status=200
  2040  failback      HOME -> AWAY                probe=122040  why=probe_waits
  2040  binding       (LEFT)                      server=a  why=flow_let_go
  2040  binding       (HELD)                      server=b  why=flow_kept
  2040  line          REGISTERED -> ON_BACKUP     server=b  why=contact_removed  status=200
