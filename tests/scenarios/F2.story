# F2: a call is calling, ringing, talking, ending, ended with the reason, and says which server carries it.
server a answers INVITE 503
server b rings after=1s then answers after=2s
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 6s hang up line 1
at 7s server a answers INVITE 486
at 7s call line 1
show reports,calls,world
until 8s
----
     0  report        line REGISTERING            since=0  why=started
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  2030  callee        rings                       via=b  call=1
  2040  report        call 1 RINGING              server=b  why=call_rings
  4030  callee        talks                       via=b  call=1
  4040  report        request 1 accepted          server=b
  4040  report        call 1 TALKING              server=b  why=call_answered
  6000  world         hang up line 1
  6000  report        call 1 ENDING               server=b  why=hangs_up
  6010  callee        talks no longer             call=1
  6020  report        request 2 accepted          server=b
  6020  report        call 1 OVER                 server=b  why=bye_answered
  7000  world         server a answers INVITE 486
  7000  world         call line 1
  7000  report        call 3 CALLING              why=call_wanted
  7020  report        request 3 rejected          status=486
  7020  report        call 3 OVER                 why=rejected  status=486
