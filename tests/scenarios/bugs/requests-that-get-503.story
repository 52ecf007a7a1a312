# A13, C12: each 503 to a request starts a registration pass; what is put off goes with the refresh. It once went
# behind the binding's end.
server a answers REGISTER 200 expires=30
server a answers OTHER 503
line 1 servers=a jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 1s request line 1
at 2s request line 1
at 3s request line 1
at 4s request line 1
at 5s request line 1
at 6s request line 1
at 7s request line 1
at 8s request line 1
at 9s request line 1
show moves,reports
until 65s
----
     0  registration  OFF -> REGISTERING          why=started
     0  report        line REGISTERING            since=0  why=started
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=15020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1020  registration  REGISTERED -> REGISTERING   server=a  why=status_to_request
  1020  report        request 1 failed            status=503
  1040  registration  REGISTERING -> REGISTERED   server=a  refresh=16040  why=accepted
  2020  registration  REGISTERED -> REGISTERING   server=a  why=status_to_request
  2020  report        request 2 failed            status=503
  2040  registration  REGISTERING -> REGISTERED   server=a  refresh=17040  why=accepted
  3020  registration  REGISTERED -> REGISTERING   server=a  why=status_to_request
  3020  report        request 3 failed            status=503
  3040  registration  REGISTERING -> REGISTERED   server=a  refresh=18040  why=accepted
  4020  registration  REGISTERED -> REGISTERING   server=a  why=status_to_request
  4020  report        request 4 failed            status=503
  4040  registration  REGISTERING -> REGISTERED   server=a  refresh=19040  why=accepted
  5020  registration  REGISTERED -> REGISTERING   server=a  why=status_to_request
  5020  report        request 5 failed            status=503
  5040  registration  REGISTERING -> REGISTERED   server=a  refresh=20040  why=accepted
  6020  registration  REGISTERED -> REGISTERING   server=a  why=status_to_request
  6020  report        request 6 failed            status=503
  6040  registration  REGISTERING -> REGISTERED   server=a  refresh=21040  why=accepted
  7020  registration  REGISTERED -> REGISTERING   server=a  why=status_to_request
  7020  report        request 7 failed            status=503
  7040  registration  REGISTERING -> REGISTERED   server=a  refresh=22040  why=accepted
  8020  registration  REGISTERED -> REGISTERING   server=a  why=status_to_request
  8020  report        request 8 failed            status=503
  8040  registration  REGISTERING -> REGISTERED   server=a  refresh=23040  why=accepted
  9020  registration  REGISTERED -> REGISTERING   server=a  why=status_to_request
  9020  report        request 9 failed            status=503
  9040  registration  REGISTERING -> REGISTERED   server=a  refresh=24040  why=accepted
 24040  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 24060  registration  REGISTERING -> REGISTERED   server=a  refresh=39060  why=accepted
 39060  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 39080  registration  REGISTERING -> REGISTERED   server=a  refresh=54080  why=accepted
 54080  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 54100  registration  REGISTERING -> REGISTERED   server=a  refresh=69100  why=accepted
