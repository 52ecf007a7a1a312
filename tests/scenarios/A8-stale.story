# A8: one stale challenge in an attempt is answered; credentials of an earlier attempt that are refused
# count as a first challenge. A server that calls everything stale ends the attempt as a challenge loop.
server a challenges realm=office
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 60s server a forgets nonces
at 60s register line 1
at 120s server a challenges realm=office stale=always
at 120s register line 1
show attempts,sends,answers,world,reports
until 121s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        401                         attempt=1  realm=office
    20  order         Authenticate                attempt=1  why=challenged
    40  answer        200                         attempt=1  expires=3600
    40  report        line REGISTERED             server=a  since=40  why=accepted
 60000  world         server a forgets nonces
 60000  world         register line 1
 60000  send          REGISTER to a               attempt=2  why=first_candidate
 60020  answer        401                         attempt=2  realm=office  stale  after_credentials
 60020  order         Authenticate                attempt=2  why=challenged
 60040  answer        200                         attempt=2  expires=3600
 60040  report        request 1 accepted          server=a
120000  world         server a challenges realm=office stale=always
120000  world         register line 1
120000  send          REGISTER to a               attempt=3  why=first_candidate
120020  answer        401                         attempt=3  realm=office  stale  after_credentials
120020  order         Authenticate                attempt=3  why=challenged
120040  answer        401                         attempt=3  realm=office  stale  after_credentials
120040  order         Authenticate                attempt=3  why=challenged
120060  answer        401                         attempt=3  realm=office  stale  after_credentials
120060  attempt 3     failed                      why=challenge_loop  status=401
120060  order         Abandon                     attempt=3  why=challenge_loop
120060  report        request 2 rejected          status=401
120060  report        line FAILED                 since=120060  next_try=172597  why=challenge_loop  status=401
