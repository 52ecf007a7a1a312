# C11: after start the first attempt leaves up to start_spread_s later: 0 to 60 s. The user's request does not wait.
line 1 servers=a start_spread_s=60 jitter_percent=0 quarantine_s=0 keepalive_s=0 seed=1
line 2 servers=a start_spread_s=60 jitter_percent=0 quarantine_s=0 keepalive_s=0 seed=2
line 3 servers=a start_spread_s=60 jitter_percent=0 quarantine_s=0 keepalive_s=0 seed=3
start line 1
start line 2
start line 3
at 1s register line 3
show moves,sends,world,reports
until 60s
----
     0  line 1  registration  OFF -> WAITING              next_try=51126  why=start_spread
     0  line 1  report        line REGISTERING            since=0  why=started
     0  line 2  registration  OFF -> WAITING              next_try=58708  why=start_spread
     0  line 2  report        line REGISTERING            since=0  why=started
     0  line 3  registration  OFF -> WAITING              next_try=29611  why=start_spread
     0  line 3  report        line REGISTERING            since=0  why=started
  1000          world         register line 3
  1000  line 3  registration  WAITING -> REGISTERING      why=user_wish
  1000  line 3  send          REGISTER to a               attempt=1  why=first_candidate
  1020  line 3  registration  REGISTERING -> REGISTERED   server=a  refresh=3559520  why=accepted
  1020  line 3  report        request 1 accepted          server=a
  1020  line 3  report        line REGISTERED             server=a  since=1020  why=accepted
 51126  line 1  registration  WAITING -> REGISTERING      why=started
 51126  line 1  send          REGISTER to a               attempt=1  why=first_candidate
 51146  line 1  registration  REGISTERING -> REGISTERED   server=a  refresh=3609646  why=accepted
 51146  line 1  report        line REGISTERED             server=a  since=51146  why=accepted
 58708  line 2  registration  WAITING -> REGISTERING      why=started
 58708  line 2  send          REGISTER to a               attempt=1  why=first_candidate
 58728  line 2  registration  REGISTERING -> REGISTERED   server=a  refresh=3617228  why=accepted
 58728  line 2  report        line REGISTERED             server=a  since=58728  why=accepted
