# A11, C6: server 1 answers half a second after its budget, server 2 says no. The late 2xx takes the
# line to server 1 alone, with the last one's time. It once began the same pass again, for ever.
server a delays 8s
server b answers REGISTER 403
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
show moves,sends,reports
until 60s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  send          REGISTER to b               attempt=2  why=next_candidate
  7520  registration  REGISTERING -> WAITING      next_try=60057  why=registration_rejected  status=403
  7520  report        line FAILED                 since=7520  next_try=60057  why=rejected  status=403
  8000  registration  WAITING -> REGISTERING      why=late_binding
  8000  send          REGISTER to a               attempt=3  why=late_binding
  8000  report        line REGISTERING            since=8000  why=rejected  status=403
  8500  resend        REGISTER to a               attempt=3
  9500  resend        REGISTER to a               attempt=3
 11500  resend        REGISTER to a               attempt=3
 15500  order         Extend                      attempt=3  why=last_candidate
 15500  resend        REGISTER to a               attempt=3
 16000  registration  REGISTERING -> REGISTERED   server=a  refresh=3535000  why=accepted
 16000  report        line REGISTERED             server=a  since=16000  why=accepted
