// SPDX-License-Identifier: Apache-2.0
// The one translation unit that holds the bodies of Asio and Beast.
// Beast 1.81 asserts that a last chunk comes with five bytes or more; "0\r\n" followed by less is in order,
// and whoever sends it piece by piece would end the daemon. Without the assertion it reads on.
#define BOOST_DISABLE_ASSERTS
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
