# E11, E10: it always finds room: a fifth call; and where all requests are taken, it takes that of the user's OPTIONS.
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call arrives line 1
at 1s answer line 1
at 2s call arrives line 1
at 2s answer line 1 call=2
at 3s call line 1
at 6s call line 1
at 9s server a is silent
at 9s hold line 1 call=1
at 9s hold line 1 call=2
at 9s hold line 1 call=3
at 9s request line 1 OPTIONS
at 10s call line 1 emergency=1
show sends,reports,calls,world
until 18s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         call arrives line 1
  1000  report        call 1 RINGING              server=a  why=call_arrived
  1000  world         answer line 1
  1000  report        call 1 TALKING              server=a  why=call_answered
  2000  world         call arrives line 1
  2000  report        call 2 RINGING              server=a  why=call_arrived
  2000  world         answer line 1 call=2
  2000  report        call 2 TALKING              server=a  why=call_answered
  3000  world         call line 1
  3000  report        call 3 CALLING              why=call_wanted
  3000  send          INVITE to a                 attempt=2  request=3  why=call_wanted
  3010  callee        rings                       via=a  call=3
  3020  order         Extend                      attempt=2  why=call_rings
  3020  report        call 3 RINGING              server=a  why=call_rings
  5010  callee        talks                       via=a  call=3
  5020  report        request 3 accepted          server=a
  5020  report        call 3 TALKING              server=a  why=call_answered
  6000  world         call line 1
  6000  report        call 4 CALLING              why=call_wanted
  6000  send          INVITE to a                 attempt=3  request=4  why=call_wanted
  6010  callee        rings                       via=a  call=4
  6020  order         Extend                      attempt=3  why=call_rings
  6020  report        call 4 RINGING              server=a  why=call_rings
  8010  callee        talks                       via=a  call=4
  8020  report        request 4 accepted          server=a
  8020  report        call 4 TALKING              server=a  why=call_answered
  9000  world         server a is silent
  9000  world         hold line 1 call=1
  9000  send          OTHER to a                  attempt=4  for=request  in_dialog  why=in_dialog
  9000  world         hold line 1 call=2
  9000  send          OTHER to a                  attempt=5  for=request  in_dialog  why=in_dialog
  9000  world         hold line 1 call=3
  9000  send          OTHER to a                  attempt=6  for=request  in_dialog  why=in_dialog
  9000  world         request line 1 OPTIONS
  9000  send          OPTIONS to a                attempt=7  for=request  why=request_wanted
  9500  resend        OTHER to a                  attempt=4
  9500  resend        OTHER to a                  attempt=5
  9500  resend        OTHER to a                  attempt=6
  9500  resend        OPTIONS to a                attempt=7
 10000  world         call line 1 emergency=1
 10000  order         Abandon                     attempt=7  why=gave_way
 10000  report        request 8 failed            why=gave_way
 10000  report        call 9 CALLING              why=call_wanted
 10000  send          INVITE to a                 attempt=8  request=9  why=call_wanted
 10500  resend        OTHER to a                  attempt=4
 10500  resend        OTHER to a                  attempt=5
 10500  resend        OTHER to a                  attempt=6
 10500  resend        INVITE to a                 attempt=8
 11500  resend        INVITE to a                 attempt=8
 12500  resend        OTHER to a                  attempt=4
 12500  resend        OTHER to a                  attempt=5
 12500  resend        OTHER to a                  attempt=6
 13500  resend        INVITE to a                 attempt=8
 16500  order         Extend                      attempt=4  why=last_candidate
 16500  order         Extend                      attempt=5  why=last_candidate
 16500  order         Extend                      attempt=6  why=last_candidate
 16500  resend        OTHER to a                  attempt=4
 16500  resend        OTHER to a                  attempt=5
 16500  resend        OTHER to a                  attempt=6
 17500  send          INVITE to b                 attempt=9  request=9  why=next_candidate
 17510  callee        rings                       via=b  call=9
 17520  order         Extend                      attempt=9  why=call_rings
 17520  report        call 9 RINGING              server=b  why=call_rings
 17520  send          REGISTER to b               attempt=10  why=answered_elsewhere
 17540  report        line ON_BACKUP              server=b  since=17540  why=accepted
