# SPDX-License-Identifier: Apache-2.0
import binascii
import io

from bedrock_agentcore import BedrockAgentCoreApp
from starlette.exceptions import HTTPException

from image import image_size
from sheet import read_sheets

app = BedrockAgentCoreApp()


def take_file(payload, key):
    """The file at /key, decoded. It is taken out of the payload so that its text does not stay in memory."""
    value = payload.pop(key, None)
    if value is None:
        return None
    if not isinstance(value, str):
        raise HTTPException(400, f"/{key} has to be a file in base64.")
    try:
        return binascii.a2b_base64(value, strict_mode=True)
    except binascii.Error as error:
        raise HTTPException(400, f"/{key} is not base64: {error}.")


@app.entrypoint
def invoke(payload):
    if not isinstance(payload, dict) or not ({"sheet", "image"} & payload.keys()):
        raise HTTPException(400, "Attach a workbook at /sheet, an image at /image, or both.")
    answer = {"findings": []}
    if (data := take_file(payload, "sheet")) is not None:
        try:
            answer["sheetBytes"] = len(data)
            answer["sheets"] = read_sheets(io.BytesIO(data))
        except ValueError as error:
            raise HTTPException(400, f"/sheet: {error}")
        for sheet in answer["sheets"]:
            answer["findings"].append(f"Sheet {sheet['name']}: {sheet['rows']} rows, {sheet['empty']} empty cells.")
    if (data := take_file(payload, "image")) is not None:
        try:
            answer["imageBytes"] = len(data)
            answer["image"] = image_size(data)
        except ValueError as error:
            raise HTTPException(400, f"/image: {error}")
        image = answer["image"]
        answer["findings"].append(f"Image: {image['type']}, {image['width']} by {image['height']} pixels.")
    return answer


if __name__ == "__main__":
    app.run()
