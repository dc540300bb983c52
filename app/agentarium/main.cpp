// SPDX-License-Identifier: Apache-2.0
#include "views/window/application.h"

int main(int argc, char** argv) {
    return agentarium::views::runApplication(argc, argv);
}
