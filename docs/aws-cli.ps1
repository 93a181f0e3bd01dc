# The commands of aws-cli.md as PowerShell takes them: run them one after another, not as one script, which would
# also deploy the short way. Made by scripts/powershell-guide.mjs.

# The short way: one template

$env:AWS_REGION = 'eu-central-1'
$env:AWS_DEFAULT_REGION = 'eu-central-1'
npm.cmd run build
aws cloudformation deploy --stack-name ChatAPP --template-file out/backend.template --capabilities CAPABILITY_IAM

aws cloudformation describe-stacks --stack-name ChatAPP --query 'Stacks[0].Outputs'

# Step by step

# 1. Account

$env:AWS_REGION = 'eu-central-1'
$env:AWS_DEFAULT_REGION = 'eu-central-1'
$ACCOUNT = aws sts get-caller-identity --query Account --output text
$ARN = "arn:aws:sqs:${env:AWS_REGION}:${ACCOUNT}"

# 2. Queues and table

aws sqs create-queue --queue-name ChatAPP-dlq --attributes 'MessageRetentionPeriod=1209600,SqsManagedSseEnabled=true'

@"
{
  "VisibilityTimeout": "90",
  "MessageRetentionPeriod": "345600",
  "ReceiveMessageWaitTimeSeconds": "20",
  "SqsManagedSseEnabled": "true",
  "RedrivePolicy": "{\"deadLetterTargetArn\":\"${ARN}:ChatAPP-dlq\",\"maxReceiveCount\":\"5\"}"
}
"@ | Set-Content -Encoding ascii request-queue.json
aws sqs create-queue --queue-name ChatAPP --attributes file://request-queue.json

aws sqs create-queue --queue-name ChatAPP-responses --attributes 'VisibilityTimeout=10,MessageRetentionPeriod=345600,ReceiveMessageWaitTimeSeconds=20,SqsManagedSseEnabled=true'

$REQUESTS = aws sqs get-queue-url --queue-name ChatAPP --query QueueUrl --output text
$RESPONSES = aws sqs get-queue-url --queue-name ChatAPP-responses --query QueueUrl --output text
$DEAD_LETTERS = aws sqs get-queue-url --queue-name ChatAPP-dlq --query QueueUrl --output text
Write-Output "The URL to paste into ChatAPP: ${REQUESTS}"

foreach ($name in 'ChatAPP', 'ChatAPP-dlq', 'ChatAPP-responses') {
@"
{
  "Policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"sqs:*\",\"Resource\":\"${ARN}:${name}\",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"false\"}}}]}"
}
"@ | Set-Content -Encoding ascii tls-only.json
  $url = aws sqs get-queue-url --queue-name "${name}" --query QueueUrl --output text
  aws sqs set-queue-attributes --queue-url "${url}" --attributes file://tls-only.json
}

aws dynamodb create-table --table-name ChatAPP-rooms --billing-mode PAY_PER_REQUEST --attribute-definitions 'AttributeName=pk,AttributeType=S' 'AttributeName=sk,AttributeType=S' --key-schema 'AttributeName=pk,KeyType=HASH' 'AttributeName=sk,KeyType=RANGE' --sse-specification Enabled=true
aws dynamodb wait table-exists --table-name ChatAPP-rooms
aws dynamodb update-continuous-backups --table-name ChatAPP-rooms --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true

# 3. Role of the function

@"
{
  "Version": "2012-10-17",
  "Statement": [{ "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": "sts:AssumeRole" }]
}
"@ | Set-Content -Encoding ascii trust.json
aws iam create-role --role-name ChatAPP-MessageProcessor --assume-role-policy-document file://trust.json

@"
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes",
        "sqs:GetQueueUrl"
      ],
      "Resource": "${ARN}:ChatAPP"
    },
    {
      "Effect": "Allow",
      "Action": ["sqs:SendMessage", "sqs:GetQueueUrl"],
      "Resource": ["${ARN}:ChatAPP-responses", "${ARN}:ChatAPP-responses-*"]
    },
    {
      "Effect": "Allow",
      "Action": [
        "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:BatchWriteItem", "dynamodb:Query"
      ],
      "Resource": "arn:aws:dynamodb:${env:AWS_REGION}:${ACCOUNT}:table/ChatAPP-rooms"
    },
    {
      "Effect": "Allow",
      "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
      "Resource": "arn:aws:logs:${env:AWS_REGION}:${ACCOUNT}:log-group:/aws/lambda/MessageProcessor:*"
    }
  ]
}
"@ | Set-Content -Encoding ascii role-policy.json
aws iam put-role-policy --role-name ChatAPP-MessageProcessor --policy-name MessageProcessor --policy-document file://role-policy.json

# 4. Function

npm.cmd run build
Compress-Archive -Force out/lambda/index.js message-processor.zip
aws logs create-log-group --log-group-name /aws/lambda/MessageProcessor
aws logs put-retention-policy --log-group-name /aws/lambda/MessageProcessor --retention-in-days 14
aws lambda create-function --function-name MessageProcessor --runtime nodejs24.x --architectures arm64 --handler index.handler --timeout 15 --memory-size 512 --zip-file fileb://message-processor.zip --role "arn:aws:iam::${ACCOUNT}:role/ChatAPP-MessageProcessor" --logging-config LogFormat=JSON --environment 'Variables={MAX_RECEIVE_COUNT=5,REQUEST_QUEUE=ChatAPP,SHARED_RESPONSE_QUEUE=ChatAPP-responses,ROOMS_TABLE=ChatAPP-rooms}'

# 5. Trigger

$MAPPING = aws lambda create-event-source-mapping --function-name MessageProcessor --event-source-arn "${ARN}:ChatAPP" --batch-size 10 --function-response-types ReportBatchItemFailures --query UUID --output text

# 6. Permissions of the sender and receiver

@"
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["sqs:SendMessage", "sqs:GetQueueUrl", "sqs:GetQueueAttributes"],
      "Resource": "${ARN}:ChatAPP"
    },
    {
      "Effect": "Allow",
      "Action": [
        "sqs:ReceiveMessage", "sqs:SendMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility",
        "sqs:GetQueueAttributes", "sqs:SetQueueAttributes", "sqs:TagQueue", "sqs:DeleteQueue"
      ],
      "Resource": "${ARN}:ChatAPP-responses-o-*",
      "Condition": {
        "StringEquals": { "aws:ResourceTag/chatapp:caller": "`${aws:userid}" },
        "StringEqualsIfExists": { "aws:RequestTag/chatapp:caller": "`${aws:userid}" }
      }
    },
    {
      "Effect": "Allow",
      "Action": ["sqs:CreateQueue", "sqs:TagQueue"],
      "Resource": "${ARN}:ChatAPP-responses-o-*",
      "Condition": {
        "StringEquals": { "aws:RequestTag/chatapp:caller": "`${aws:userid}" },
        "StringEqualsIfExists": { "aws:ResourceTag/chatapp:caller": "`${aws:userid}" }
      }
    },
    {
      "Effect": "Allow",
      "Action": "sqs:GetQueueUrl",
      "Resource": ["${ARN}:ChatAPP-responses", "${ARN}:ChatAPP-responses-*"]
    },
    {
      "Effect": "Allow",
      "Action": [
        "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"
      ],
      "Resource": "${ARN}:ChatAPP-responses"
    },
    { "Effect": "Allow", "Action": ["sqs:GetQueueUrl", "sqs:GetQueueAttributes"], "Resource": "${ARN}:ChatAPP-dlq" },
    { "Effect": "Allow", "Action": ["cloudwatch:GetMetricData", "cloudwatch:DescribeAlarms"], "Resource": "*" },
    {
      "Effect": "Allow",
      "Action": "logs:FilterLogEvents",
      "Resource": "arn:aws:logs:${env:AWS_REGION}:${ACCOUNT}:log-group:/aws/lambda/MessageProcessor:*"
    }
  ]
}
"@ | Set-Content -Encoding ascii client-policy.json
$CLIENT_POLICY = aws iam create-policy --policy-name ChatAPP-client --policy-document file://client-policy.json --query Policy.Arn --output text

aws iam attach-user-policy --user-name YOUR-USER --policy-arn "${CLIENT_POLICY}"

# 7. Connect ChatAPP

npm.cmd run -s chatapp -- connect --queue "${REQUESTS}"
npm.cmd run -s chatapp -- send 'hello from my own account'

# 8. Send and receive without ChatAPP

aws sqs send-message --queue-url "${REQUESTS}" --message-body 'hello from the AWS CLI'
aws sqs receive-message --queue-url "${RESPONSES}" --wait-time-seconds 20 --query 'Messages[].Body' --output text

# 9. Watch

aws sqs get-queue-attributes --queue-url "${REQUESTS}" --attribute-names ApproximateNumberOfMessages ApproximateNumberOfMessagesNotVisible
aws sqs get-queue-attributes --queue-url "${DEAD_LETTERS}" --attribute-names ApproximateNumberOfMessages
aws logs filter-log-events --log-group-name /aws/lambda/MessageProcessor --limit 20 --query 'events[].message'
aws cloudwatch list-metrics --namespace AWS/Lambda --dimensions 'Name=FunctionName,Value=MessageProcessor'

aws logs tail /aws/lambda/MessageProcessor --follow

npm.cmd run build
Compress-Archive -Force out/lambda/index.js message-processor.zip
aws lambda update-function-code --function-name MessageProcessor --zip-file fileb://message-processor.zip

# 10. Remove everything

aws lambda delete-event-source-mapping --uuid "${MAPPING}"
aws lambda delete-function --function-name MessageProcessor
aws logs delete-log-group --log-group-name /aws/lambda/MessageProcessor
aws iam detach-user-policy --user-name YOUR-USER --policy-arn "${CLIENT_POLICY}"
aws iam delete-policy --policy-arn "${CLIENT_POLICY}"
aws iam delete-role-policy --role-name ChatAPP-MessageProcessor --policy-name MessageProcessor
aws iam delete-role --role-name ChatAPP-MessageProcessor
foreach ($url in "${REQUESTS}", "${RESPONSES}", "${DEAD_LETTERS}") { aws sqs delete-queue --queue-url "${url}" }
aws dynamodb delete-table --table-name ChatAPP-rooms
Remove-Item -ErrorAction SilentlyContinue request-queue.json, tls-only.json, trust.json, role-policy.json, client-policy.json, message-processor.zip

# PowerShell
