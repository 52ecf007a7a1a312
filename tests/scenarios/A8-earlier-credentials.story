# A8: credentials of an earlier attempt that are refused are a first challenge: it is answered once more,
# and only a challenge to credentials of this same attempt means wrong credentials.
server a challenges realm=office
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 60s server a rejects credentials
at 60s register line 1
show attempts,sends,answers,world,reports
until 61s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        401                         attempt=1  realm=office
    20  order         Authenticate                attempt=1  why=challenged
    40  answer        200                         attempt=1  expires=3600
    40  report        line REGISTERED             server=a  since=40  why=accepted
 60000  world         server a rejects credentials
 60000  world         register line 1
 60000  send          REGISTER to a               attempt=2  why=first_candidate
 60020  answer        401                         attempt=2  realm=office  after_credentials
 60020  order         Authenticate                attempt=2  why=challenged
 60040  answer        401                         attempt=2  realm=office  after_credentials
 60040  attempt 2     failed                      why=wrong_credentials  status=401
 60040  order         Abandon                     attempt=2  why=wrong_credentials
 60040  report        request 1 rejected          status=401
 60040  report        line FAILED                 since=60040  next_try=1860040  why=wrong_credentials  status=401
