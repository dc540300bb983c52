# SPDX-License-Identifier: Apache-2.0
import asyncio
import itertools

from bedrock_agentcore import BedrockAgentCoreApp
from starlette.exceptions import HTTPException

app = BedrockAgentCoreApp()
jobs = {}
numbers = itertools.count(1)
running = set()


@app.async_task
async def work(job, seconds):
    """While this runs /ping answers HealthyBusy, and the session is not idle."""
    steps = max(1, round(seconds * 2))
    for step in range(1, steps + 1):
        await asyncio.sleep(seconds / steps)
        job["done"] = round(step / steps, 3)
    job["state"] = "finished"


@app.entrypoint
async def invoke(payload):
    """{"seconds": 60} starts a job and answers its number; {"job": 1} asks for it; {} lists all."""
    if "seconds" in payload:
        number = next(numbers)
        jobs[number] = {"job": number, "state": "running", "done": 0.0}
        task = asyncio.create_task(work(jobs[number], float(payload["seconds"])))
        running.add(task)  # asyncio keeps no reference of its own
        task.add_done_callback(running.discard)
        return jobs[number]
    if "job" in payload:
        if payload["job"] not in jobs:
            raise HTTPException(404, f"There is no job {payload['job']} in this session.")
        return jobs[payload["job"]]
    return {"jobs": list(jobs.values())}


if __name__ == "__main__":
    app.run()
