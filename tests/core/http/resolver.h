// Names as the tests need them: this program has a getaddrinfo() of its own, which libcurl calls instead of the C
// library's.
//
//   *.loop.test      127.0.0.1
//   *.missing.test   there is no such name
//   *.hang.test      hangs until release() (a name server that does not answer)
// Everything else goes to the C library.
#pragma once

namespace inlay::test::resolver {

void hold();               // from now on *.hang.test hangs
bool wait_until_hanging(); // until a thread hangs in it; false after 10 s
void release();            // lets all of them go, and waits until they have left
int calls();               // how often a name was looked up so far, *.test alone

} // namespace inlay::test::resolver
