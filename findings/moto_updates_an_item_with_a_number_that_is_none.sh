#!/usr/bin/env bash
# moto 5.2.5, DynamoDB: PutItem refuses the number {"N": "abc"}, and UpdateItem stores the same value in the same table.
# Expected: both refuse it, as DynamoDB does and as moto's PutItem does, with 400 ValidationException "The parameter
# cannot be converted to a numeric value: abc".
#
# Seen (Python 3.11, boto3 1.44.8):
#   PutItem    -> 400 ValidationException  The parameter cannot be converted to a numeric value: abc
#   UpdateItem -> 200 {"N": "abc"}, and a later GetItem returns {"N": "abc"}
#
# So a test of a program that writes numbers by updates passes against moto with values that DynamoDB refuses.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'moto[dynamodb]==5.2.5' boto3==1.44.8
cd "$folder"
cat > look.py <<'PYTHON'
import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

KEY = {"id": {"S": "a"}}
NO_NUMBER = {"N": "abc"}


def said(call, **arguments):
    try:
        call(TableName="plants", **arguments)
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return f"{status} {error.response['Error']['Code']} {error.response['Error']['Message']}"
    return "200"


with mock_aws():
    client = boto3.client("dynamodb", "us-east-1", aws_access_key_id="demo", aws_secret_access_key="demo")
    client.create_table(
        TableName="plants",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    print("PutItem", said(client.put_item, Item={**KEY, "height": NO_NUMBER}))
    update = {"UpdateExpression": "SET height = :h", "ExpressionAttributeValues": {":h": NO_NUMBER}}
    print("UpdateItem", said(client.update_item, Key=KEY, **update))
    print("GetItem", client.get_item(TableName="plants", Key=KEY)["Item"]["height"])
PYTHON
"$folder/venv/bin/python" look.py | tee seen.txt
grep -q "PutItem 400 ValidationException The parameter cannot be converted to a numeric value: abc" seen.txt
grep -q "UpdateItem 200" seen.txt
grep -q "GetItem {'N': 'abc'}" seen.txt
