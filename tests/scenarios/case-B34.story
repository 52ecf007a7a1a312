# E2 (behaviour case 34): the primary is silent, the user calls: INVITE N times, REGISTER to the backup, INVITE by the
# backup. With register_first off (line 2) there is no REGISTER between.
line 1 like fanvil servers=a,b retry_counts=2
line 2 like fanvil servers=a,b retry_counts=2 register_first=off
start line 1
start line 2
at 1s server a is silent
at 1s call line 1
at 1s call line 2
show attempts,sends,answers,reports,calls,world
until 8s
----
     0  line 1  send          REGISTER to a               attempt=1  why=first_candidate
     0  line 1  report        line REGISTERING            since=0  why=started
     0  line 2  send          REGISTER to a               attempt=1  why=first_candidate
     0  line 2  report        line REGISTERING            since=0  why=started
    20  line 1  answer        200                         attempt=1  expires=3600
    20  line 1  report        line REGISTERED             server=a  since=20  why=accepted
    20  line 2  answer        200                         attempt=1  expires=3600
    20  line 2  report        line REGISTERED             server=a  since=20  why=accepted
  1000          world         server a is silent
  1000          world         call line 1
  1000  line 1  report        call 1 CALLING              why=call_wanted
  1000  line 1  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1000          world         call line 2
  1000  line 2  report        call 1 CALLING              why=call_wanted
  1000  line 2  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1500  line 1  resend        INVITE to a                 attempt=2
  1500  line 2  resend        INVITE to a                 attempt=2
  2500  line 1  resend        INVITE to a                 attempt=2
  2500  line 2  resend        INVITE to a                 attempt=2
  4500  line 1  attempt 2     failed                      why=silence
  4500  line 1  send          REGISTER to b               attempt=3  why=next_candidate
  4500  line 2  attempt 2     failed                      why=silence
  4500  line 2  send          INVITE to b                 attempt=3  request=1  why=next_candidate
  4510  line 2  callee        rings                       via=b  call=1
  4520  line 1  answer        200                         attempt=3  expires=3600
  4520  line 1  send          INVITE to b                 attempt=4  request=1  why=registered_first
  4520  line 1  report        line ON_BACKUP              server=b  since=4520  why=silence  cause=silence
  4520  line 2  answer        180                         attempt=3
  4520  line 2  order         Extend                      attempt=3  why=call_rings
  4520  line 2  report        call 1 RINGING              server=b  why=call_rings
  4520  line 2  send          REGISTER to b               attempt=4  why=answered_elsewhere
  4530  line 1  callee        rings                       via=b  call=1
  4540  line 2  answer        200                         attempt=4  expires=3600
  4540  line 2  report        line ON_BACKUP              server=b  since=4540  why=accepted
  4540  line 1  answer        180                         attempt=4
  4540  line 1  order         Extend                      attempt=4  why=call_rings
  4540  line 1  report        call 1 RINGING              server=b  why=call_rings
  6510  line 2  callee        talks                       via=b  call=1
  6520  line 2  answer        200                         attempt=3
  6520  line 2  report        request 1 accepted          server=b
  6520  line 2  report        call 1 TALKING              server=b  why=call_answered
  6530  line 1  callee        talks                       via=b  call=1
  6540  line 1  answer        200                         attempt=4
  6540  line 1  report        request 1 accepted          server=b
  6540  line 1  report        call 1 TALKING              server=b  why=call_answered
