# C7, C13. Field pain 7 (also 37): a 480 to a REGISTER ended registration for good. C7, C13:
# whatever status ends a pass, the user is told, and it is tried again after a wait: 30..60 s,
# 60..120 s, 120..240 s. Case 17: so also 439, since the line never asks for outbound (RFC 5626) and
# cannot ask for less.
server a answers REGISTER 480
line 1 servers=a jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 40s server a answers REGISTER 606
at 100s server a answers REGISTER 439
at 300s server a answers REGISTER 200
show moves,answers,reports,world
until 6min
----
     0  registration  OFF -> REGISTERING          why=started
     0  report        line REGISTERING            since=0  why=started
    20  answer        480                         attempt=1
    20  registration  REGISTERING -> WAITING      next_try=52557  why=registration_rejected  status=480
    20  report        line FAILED                 since=20  next_try=52557  why=rejected  status=480
 40000  world         server a answers REGISTER 606
 52557  registration  WAITING -> REGISTERING      why=wait_over
 52557  report        line REGISTERING            since=52557  why=rejected  status=480
 52577  answer        606                         attempt=2
 52577  registration  REGISTERING -> WAITING      next_try=135604  why=registration_rejected  status=606
 52577  report        line FAILED                 since=52577  next_try=135604  why=rejected  status=606
100000  world         server a answers REGISTER 439
135604  registration  WAITING -> REGISTERING      why=wait_over
135604  report        line REGISTERING            since=135604  why=rejected  status=606
135624  answer        439                         attempt=3
135624  registration  REGISTERING -> WAITING      next_try=307053  why=registration_rejected  status=439
135624  report        line FAILED                 since=135624  next_try=307053  why=rejected  status=439
300000  world         server a answers REGISTER 200
307053  registration  WAITING -> REGISTERING      why=wait_over
307053  report        line REGISTERING            since=307053  why=rejected  status=439
307073  answer        200                         attempt=4  expires=3600
307073  registration  REGISTERING -> REGISTERED   server=a  refresh=3865573  why=accepted
307073  report        line REGISTERED             server=a  since=307073  why=accepted
