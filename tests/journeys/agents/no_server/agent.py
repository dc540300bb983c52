# SPDX-License-Identifier: Apache-2.0
def create_agent():
    return lambda prompt: f"You said: {prompt}"


agent = create_agent()
