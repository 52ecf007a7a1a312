# H12, F2: after a restart the calls of before are over; each request is reported (H3).
server a rings
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 2s call arrives line 1
at 2s answer line 1
at 3s snapshot line 1
at 4s hold line 1
at 4001ms restart line 1 after 5s
show sends,answers,reports,calls,world
until 15s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1010  callee        rings                       via=a  call=1
  1020  answer        180                         attempt=2
  1020  order         Extend                      attempt=2  why=call_rings
  1020  report        call 1 RINGING              server=a  why=call_rings
  2000  world         call arrives line 1
  2000  report        call 2 RINGING              server=a  why=call_arrived
  2000  world         answer line 1
  2000  report        call 2 TALKING              server=a  why=call_answered
  3000  world         snapshot line 1
  4000  world         hold line 1
  4000  send          OTHER to a                  attempt=3  for=request  in_dialog  why=in_dialog
  4001  world         restart line 1 after 5s
  9001  world         the line runs again
  9001  report        request 1 failed            cause=local
  9001  report        request 3 failed            cause=local
  9001  report        call 1 OVER                 server=a  why=restored
  9001  report        call 2 OVER                 server=a  why=restored
  9001  send          REGISTER to a               attempt=4  why=working_candidate
  9021  answer        200                         attempt=4  expires=3600
