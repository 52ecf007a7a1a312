# A8: a challenge is answered. One that refuses credentials made for this very attempt, target and realm,
# without stale, means wrong credentials; C13: tried again after 1800 s, or at once with new ones.
server a challenges realm=office
line 1 servers=a,b password=wrong jitter_percent=0 quarantine_s=0
start line 1
at 60s new credentials line 1
until 61s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        401                         attempt=1  realm=office
    20  order         Authenticate                attempt=1  why=challenged
    40  answer        401                         attempt=1  realm=office  after_credentials
    40  attempt 1     failed                      why=wrong_credentials  status=401
    40  order         Abandon                     attempt=1  why=wrong_credentials
    40  registration  REGISTERING -> REFUSED      next_try=1800040  why=credentials_refused  status=401
    40  report        line FAILED                 since=40  next_try=1800040  why=wrong_credentials  status=401
 60000  world         new credentials line 1
 60000  registration  REFUSED -> REGISTERING      why=credentials_changed
 60000  send          REGISTER to a               attempt=2  why=first_candidate
 60000  report        line REGISTERING            since=60000  why=wrong_credentials  status=401
 60020  answer        200                         attempt=2  expires=3600
 60020  registration  REGISTERING -> REGISTERED   server=a  refresh=3579020  why=accepted
 60020  report        line REGISTERED             server=a  since=60020  why=accepted
