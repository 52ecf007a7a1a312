# C13: a call that arrives at a line which is disabled, or stops, is turned away at once, whatever its `trust`: nobody
# is at home. It has never rung, and takes no room (E10).
line 1 servers=a,b jitter_percent=0 quarantine_s=0
at 1s call arrives line 1 via a
at 2s start line 1
at 3s call arrives line 1 via b
at 4s stop line 1
at 4s call arrives line 1 via b
at 6s call arrives line 1 via a
show moves,sends,answers,reports,calls,world
until 8s
----
  1000  world         call arrives line 1 via a
  1000  report        call 1 OVER                 server=a  why=line_disabled
  2000  world         start line 1
  2000  registration  OFF -> REGISTERING          why=started
  2000  send          REGISTER to a               attempt=1  why=first_candidate
  2000  report        line REGISTERING            since=2000  why=started
  2020  answer        200                         attempt=1  expires=3600
  2020  registration  REGISTERING -> REGISTERED   server=a  refresh=3521020  why=accepted
  2020  report        line REGISTERED             server=a  since=2020  why=accepted
  3000  world         call arrives line 1 via b
  3000  report        call 2 RINGING              server=b  why=call_arrived
  4000  world         stop line 1
  4000  report        call 2 OVER                 server=b  why=stopped
  4000  registration  REGISTERED -> STOPPING      until=6000  why=stopped
  4000  send          REGISTER to a               attempt=2  for=remove  expires=0  why=stopped
  4000  world         call arrives line 1 via b
  4000  report        call 3 OVER                 server=b  why=line_disabled
  4020  answer        200                         attempt=2  expires=0
  4020  registration  STOPPING -> OFF             why=binding_removed
  4020  report        line DISABLED               since=4020  why=stopped
  6000  world         call arrives line 1 via a
  6000  report        call 4 OVER                 server=a  why=line_disabled
