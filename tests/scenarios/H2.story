# H2: an event that makes no sense is refused and changes nothing; a late one, for an attempt that is over,
# is counted and changes nothing. An answer twice, an id never issued, a request twice, an unknown kind.
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s event line 1 response attempt=1 status=200 expires=60
at 2s event line 1 response attempt=999 status=200
at 3s event line 1 failed attempt=1 cause=99
at 4s event line 1 response attempt=1 status=99
at 5s event line 1 wanted request=0
at 6s event line 1 wanted request=5 kind=77
at 7s event line 1 unknown
at 8s event line 1 started
at 9s configure line 1 retry_counts=1
at 10s event line 1 abandoned attempt=1 how=0
until 11s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         event line 1 response attempt=1 status=200 expires=60
  1000  answer        200                         attempt=1  expires=60
  1000  late          ResponseReceived
  2000  world         event line 1 response attempt=999 status=200
  2000  refused       ResponseReceived            an id that was never issued  attempt=999
  3000  world         event line 1 failed attempt=1 cause=99
  3000  refused       AttemptFailed               out of range  AttemptFailed.cause=99
  4000  world         event line 1 response attempt=1 status=99
  4000  refused       ResponseReceived            out of range  ResponseReceived.status=99
  5000  world         event line 1 wanted request=0
  5000  refused       Wanted                      out of range  Wanted.request=0
  6000  world         event line 1 wanted request=5 kind=77
  6000  refused       Wanted                      out of range  Wanted.kind=77
  7000  world         event line 1 unknown
  7000  refused       unknown                     malformed  Event.kind=24
  8000  world         event line 1 started
  9000  world         configure line 1 retry_counts=1
  9000  registration  REGISTERED -> REGISTERING   server=a  why=config_changed
  9000  send          REGISTER to a               attempt=2  why=working_candidate
  9020  answer        200                         attempt=2  expires=3600
  9020  registration  REGISTERING -> REGISTERED   server=a  refresh=3540020  why=accepted
 10000  world         event line 1 abandoned attempt=1 how=0
 10000  late          Abandoned
