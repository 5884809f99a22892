namespace AutoScaling.Tests;

/// <summary>
/// Rejection of invalid requests. Sources of the codes: "Common Errors" of AutoScaling, "Error codes" of EC2, README of
/// Cases/autoscaling-wire.
/// </summary>
public class BadInputTests
{
    // EC2 rejects these actions without instances as an invalid combination of parameters. The second array contains
    // the Describe actions with required parameters, by the service models and the documentation of
    // DescribeLaunchTemplateVersions.
    private static readonly string[] NoInstances = ["RebootInstances", "StartInstances", "StopInstances", "TerminateInstances"];

    private static readonly string[] DemandingLists =
    [
        "DescribeLifecycleHooks",
        "DescribeLaunchTemplateVersions",
        "DescribeInstanceAttribute",
        "DescribeWarmPool",
    ];

    private const string Launch = "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small";
    private const string Group =
        "Action=CreateAutoScalingGroup&LaunchConfigurationName=lc&AvailabilityZones.member.1=a&MinSize=0&MaxSize=4&AutoScalingGroupName=";
    private const string Another = "Action=CreateLaunchConfiguration&LaunchConfigurationName=another&ImageId=image&InstanceType=m1.small";

    private static readonly AutoScalingEndpointOptions Strict = new() { Keys = [TestEndpoint.Key], MaxRequestBytes = 20_000 };

    public static TheoryData<string, SignatureVersion> Callers { get; } =
        new()
        {
            { "GET", SignatureVersion.V2 },
            { "GET", SignatureVersion.V4 },
            { "POST", SignatureVersion.V2 },
            { "POST", SignatureVersion.V4 },
        };

    [Theory, MemberData(nameof(Callers))]
    public async Task A_request_without_valid_authentication_is_rejected_and_changes_nothing(string method, SignatureVersion version)
    {
        Caller caller = new(method, version);
        await using TestEndpoint test = await OpenAsync(caller);
        string before = await ShownAsync(test, caller);

        await RefusedAsync(test, caller.Plain(Another), 403, "MissingAuthenticationToken");
        await RefusedAsync(test, (caller with { Key = new AccessKey("AKOTHER", "a secret") }).Sign(Another), 403, "InvalidClientTokenId");
        await RefusedAsync(
            test,
            (caller with { Key = TestEndpoint.Key with { SecretAccessKey = "a guess" } }).Sign(Another),
            403,
            "SignatureDoesNotMatch"
        );
        await RefusedAsync(
            test,
            (caller with { Key = TestEndpoint.Key with { SecretAccessKey = "" } }).Sign(Another),
            403,
            "SignatureDoesNotMatch"
        );
        await RefusedAsync(test, (caller with { Skew = TimeSpan.FromMinutes(16) }).Sign(Another), 400, "RequestExpired");
        await RefusedAsync(test, (caller with { Skew = TimeSpan.FromMinutes(-16) }).Sign(Another), 400, "RequestExpired");
        await RefusedAsync(test, (caller with { Skew = TimeSpan.FromDays(-3650) }).Sign(Another), 400, "RequestExpired");

        // Changed after signing: value, name, an additional and a missing parameter; then path, host and HTTP method.
        await RefusedAsync(
            test,
            (caller with { Tamper = query => query.Replace("=another", "=anotheR", StringComparison.Ordinal) }).Sign(Another),
            403,
            "SignatureDoesNotMatch"
        );
        await RefusedAsync(
            test,
            (caller with { Tamper = query => query.Replace("&ImageId", "&Imageid", StringComparison.Ordinal) }).Sign(Another),
            403,
            "SignatureDoesNotMatch"
        );
        await RefusedAsync(test, (caller with { Tamper = query => query + "&KeyName=mine" }).Sign(Another), 403, "SignatureDoesNotMatch");
        await RefusedAsync(
            test,
            (caller with { Tamper = query => query.Replace("&ImageId=image", "", StringComparison.Ordinal) }).Sign(Another),
            403,
            "SignatureDoesNotMatch"
        );
        QueryRequest good = caller.Sign(Another);
        await RefusedAsync(test, good with { Path = "/other" }, 403, "SignatureDoesNotMatch");
        await RefusedAsync(
            test,
            good with
            {
                Headers = [.. good.Headers.Select(header => header.Key == "host" ? KeyValuePair.Create("host", "elsewhere") : header)],
            },
            403,
            "SignatureDoesNotMatch"
        );
        await RefusedAsync(test, Swapped(good), 403, "SignatureDoesNotMatch");

        (await ShownAsync(test, caller)).ShouldBe(before);
        (await test.AskAsync(good)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("", 400, "IncompleteSignature")]
    [InlineData("Basic dXNlcjpwYXNz", 400, "IncompleteSignature")]
    [InlineData("Bearer token", 400, "IncompleteSignature")]
    [InlineData("AWS4-HMAC-SHA256", 400, "IncompleteSignature")]
    [InlineData("AWS4-HMAC-SHA256 ", 400, "IncompleteSignature")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKTEST/20260102/us-east-1/autoscaling/aws4_request", 400, "IncompleteSignature")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKTEST, SignedHeaders=host, Signature=0", 400, "IncompleteSignature")]
    [InlineData(
        "AWS4-HMAC-SHA256 Credential=AKTEST/20260102/us-east-1/aws4_request, SignedHeaders=host, Signature=0",
        400,
        "IncompleteSignature"
    )]
    [InlineData(
        "AWS4-HMAC-SHA256 Credential=AKTEST/20260102/us-east-1/autoscaling/aws5_request, SignedHeaders=host, Signature=0",
        400,
        "IncompleteSignature"
    )]
    [InlineData(
        "AWS4-HMAC-SHA256 Credential=AKTEST/20260102/us-east-1/autoscaling/aws4_request, SignedHeaders=, Signature=0",
        400,
        "IncompleteSignature"
    )]
    [InlineData(
        "AWS4-HMAC-SHA256 Credential=/20260102/us-east-1/autoscaling/aws4_request, SignedHeaders=host, Signature=0",
        403,
        "InvalidClientTokenId"
    )]
    [InlineData(
        "AWS4-HMAC-SHA256 Credential=AKTEST/20260102/us-east-1/autoscaling/aws4_request, SignedHeaders=host, Signature=0",
        403,
        "SignatureDoesNotMatch"
    )]
    [InlineData(
        "AWS4-HMAC-SHA256 Credential=AKTEST/20260102/us-east-1/autoscaling/aws4_request, SignedHeaders=x-amz-date, Signature=0",
        403,
        "SignatureDoesNotMatch"
    )]
    [InlineData(
        "AWS4-HMAC-SHA256 Credential=AKTEST/19990102/us-east-1/autoscaling/aws4_request, SignedHeaders=host, Signature=0",
        403,
        "SignatureDoesNotMatch"
    )]
    public async Task An_invalid_authorization_header_is_rejected(string header, int status, string code)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict);
        foreach (string method in new[] { "GET", "POST" })
        {
            QueryRequest message = new Caller(method, SignatureVersion.V4).Plain(Another);
            ValueList<KeyValuePair<string, string>> headers =
            [
                KeyValuePair.Create("host", "a"),
                KeyValuePair.Create("Authorization", header),
                KeyValuePair.Create("x-amz-date", "20260102T030405Z"),
            ];

            await RefusedAsync(test, message with { Headers = headers }, status, code);
        }
    }

    // "AuthFailure" of the EC2 API reference: "The provided credentials could not be validated", status 401.
    [Theory]
    [InlineData("AKTEST")]
    [InlineData("AKNOBODY")]
    public async Task EC2_reports_AuthFailure_for_an_unknown_key_and_for_a_wrong_signature(string key)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict);
        ValueList<KeyValuePair<string, string>> headers =
        [
            KeyValuePair.Create("host", "a"),
            KeyValuePair.Create("x-amz-date", "20260102T030405Z"),
            KeyValuePair.Create(
                "Authorization",
                $"AWS4-HMAC-SHA256 Credential={key}/20260102/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0"
            ),
        ];

        await RefusedAsync(
            test,
            new QueryRequest("GET", "/", "Action=DescribeInstances&Version=2016-11-15", headers, default),
            401,
            "AuthFailure"
        );
    }

    [Theory]
    [InlineData(null, "host")]
    [InlineData("", "host")]
    [InlineData("20260102", "host")]
    [InlineData("2026-01-02T03:04:05Z", "host")]
    [InlineData("20261302T030405Z", "host")]
    public async Task An_authorization_header_without_a_valid_date_is_rejected_as_incomplete(string? time, string signed)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict);
        ValueList<KeyValuePair<string, string>> headers =
        [
            KeyValuePair.Create(
                "Authorization",
                $"AWS4-HMAC-SHA256 Credential=AKTEST/20260102/us-east-1/autoscaling/aws4_request, SignedHeaders={signed}, Signature=0"
            ),
        ];

        await RefusedAsync(
            test,
            new QueryRequest("GET", "/", Another, time is null ? headers : headers.Add(KeyValuePair.Create("x-amz-date", time)), default),
            400,
            "IncompleteSignature"
        );
    }

    [Theory]
    [InlineData("AWSAccessKeyId=AKTEST", 400, "IncompleteSignature")]
    [InlineData(
        "AWSAccessKeyId=AKTEST&SignatureVersion=1&SignatureMethod=HmacSHA256&Timestamp=2026-01-02T03:04:05Z&Signature=0",
        400,
        "IncompleteSignature"
    )]
    [InlineData(
        "AWSAccessKeyId=AKTEST&SignatureVersion=2&SignatureMethod=MD5&Timestamp=2026-01-02T03:04:05Z&Signature=0",
        400,
        "IncompleteSignature"
    )]
    [InlineData(
        "AWSAccessKeyId=AKTEST&SignatureVersion=2&SignatureMethod=HmacSHA256&Timestamp=2026-01-02T03:04:05Z",
        400,
        "IncompleteSignature"
    )]
    [InlineData("AWSAccessKeyId=AKTEST&SignatureVersion=2&SignatureMethod=HmacSHA256&Signature=0", 400, "IncompleteSignature")]
    [InlineData(
        "AWSAccessKeyId=AKTEST&SignatureVersion=2&SignatureMethod=HmacSHA256&Timestamp=now&Signature=0",
        400,
        "IncompleteSignature"
    )]
    [InlineData(
        "AWSAccessKeyId=AKTEST&SignatureVersion=2&SignatureMethod=HmacSHA256&Timestamp=2026-01-02T03:04:05Z&Signature=0",
        403,
        "SignatureDoesNotMatch"
    )]
    [InlineData(
        "AWSAccessKeyId=&SignatureVersion=2&SignatureMethod=HmacSHA256&Timestamp=2026-01-02T03:04:05Z&Signature=0",
        403,
        "InvalidClientTokenId"
    )]
    public async Task Invalid_signature_parameters_are_rejected(string parameters, int status, string code)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict);
        foreach (string method in new[] { "GET", "POST" })
        {
            await RefusedAsync(test, new Caller(method, SignatureVersion.V2).Plain($"{Another}&{parameters}"), status, code);
        }
    }

    [Theory, MemberData(nameof(Callers))]
    public async Task A_malformed_or_unknown_request_is_rejected_and_changes_nothing(string method, SignatureVersion version)
    {
        Caller caller = new(method, version);
        await using TestEndpoint test = await OpenAsync(caller);
        string before = await ShownAsync(test, caller);
        foreach (
            (string query, int status, string code) in new (string, int, string)[]
            {
                ("Version=2011-01-01", 400, "MissingAction"),
                ("Action=&Version=2011-01-01", 400, "MissingAction"),
                ("Action=Nothing", 400, "InvalidAction"),
                ("Action=describetags", 400, "InvalidAction"),
                ("Action=DescribeTags%00", 400, "InvalidAction"),
                ("Action=%E6%BC%A2%F0%9F%98%80", 400, "InvalidAction"),
                ("Action=" + new string('A', 5_000), 400, "InvalidAction"),
                ("Action=DescribeAutoScalingGroups&Version=1999-01-01", 400, "InvalidAction"),
                ("Action=DescribeAutoScalingGroups&MaxRecords=101", 400, "ValidationError"),
                ("Action=DescribeAutoScalingGroups&MaxRecords=-1", 400, "ValidationError"),
                ("Action=DescribeAutoScalingGroups&MaxRecords=1e2", 400, "ValidationError"),
                ("Action=DescribeAutoScalingGroups&MaxRecords=%D9%A1", 400, "ValidationError"),
                ("Action=DescribeAutoScalingGroups&NextToken=%00", 400, "ValidationError"),
                ("Action=DescribeAutoScalingGroups&NextToken=AAAAAAAAAAAAAAAA", 400, "InvalidNextToken"),
                ("Action=DescribeAutoScalingGroups&AutoScalingGroupNames.member.-1=g", 404, "MalformedQueryString"),
                ("Action=DescribeAutoScalingGroups&AutoScalingGroupNames.member.99999999999=g", 404, "MalformedQueryString"),
                ("Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=2147483648", 400, "ValidationError"),
                ("Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=1.5", 400, "ValidationError"),
                ("Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=", 400, "ValidationError"),
                ("Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=1&HonorCooldown=perhaps", 400, "ValidationError"),
                ("Action=SetDesiredCapacity&AutoScalingGroupName=G&DesiredCapacity=1", 400, "ValidationError"),
                ("Action=UpdateAutoScalingGroup&AutoScalingGroupName=g&MinSize=3&MaxSize=2", 400, "ValidationError"),
                ("Action=UpdateAutoScalingGroup&AutoScalingGroupName=g&LaunchConfigurationName=none", 400, "ValidationError"),
                (
                    "Action=PutScalingPolicy&AutoScalingGroupName=g&PolicyName=p&AdjustmentType=Double&ScalingAdjustment=1",
                    400,
                    "ValidationError"
                ),
                ("Action=PutScalingPolicy&AutoScalingGroupName=g&PolicyName=p&PolicyType=TargetTrackingScaling", 400, "ValidationError"),
                (
                    "Action=PutScalingPolicy&AutoScalingGroupName=g&PolicyName=p&PolicyType=TargetTrackingScaling&TargetTrackingConfiguration.TargetValue=NaN",
                    400,
                    "ValidationError"
                ),
                (
                    "Action=PutScalingPolicy&AutoScalingGroupName=g&PolicyName=p&PolicyType=TargetTrackingScaling&TargetTrackingConfiguration.TargetValue=5&TargetTrackingConfiguration.DisableScaleIn=no",
                    400,
                    "ValidationError"
                ),
                ("Action=CreateOrUpdateTags&Tags.member.1.ResourceId=none&Tags.member.1.Key=k", 400, "ValidationError"),
                ("Action=CreateOrUpdateTags&Tags.member.1.ResourceId=g&Tags.member.1.Key=aws:mine", 400, "ValidationError"),
                (
                    "Action=CreateOrUpdateTags&Tags.member.1.ResourceId=g&Tags.member.1.Key=k&Tags.member.1.ResourceType=instance",
                    400,
                    "ValidationError"
                ),
                ("Action=DescribeTags&Filters.member.1.Name=colour&Filters.member.1.Values.member.1=red", 400, "ValidationError"),
                ("Action=TerminateInstanceInAutoScalingGroup&InstanceId=i-0&ShouldDecrementDesiredCapacity=", 400, "ValidationError"),
                ("Action=RunInstances&Version=2016-11-15&ImageId=image&MinCount=0&MaxCount=1", 400, "InvalidParameterValue"),
                ("Action=TerminateInstances&Version=2016-11-15&InstanceId.1=..%2F..%2Fetc", 400, "InvalidInstanceID.Malformed"),
                (Launch.Replace("=lc", "=other&UserData=%25%25", StringComparison.Ordinal), 400, "ValidationError"),
                (Launch, 400, "AlreadyExists"),
            }
        )
        {
            await RefusedAsync(test, caller.Sign(query), status, code);
        }

        (await ShownAsync(test, caller)).ShouldBe(before);
    }

    /// <summary>Invalid escapes cannot be signed, so they are reported before authentication.</summary>
    [Theory]
    [InlineData("%")]
    [InlineData("%f")]
    [InlineData("%zz")]
    [InlineData("%ff")]
    [InlineData("%c3")]
    [InlineData("%ed%a0%80")]
    [InlineData("%c0%80")]
    public async Task Invalid_escapes_and_invalid_UTF_8_are_rejected_as_a_malformed_query(string bytes)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict);
        foreach (string method in new[] { "GET", "POST" })
        {
            await RefusedAsync(
                test,
                new Caller(method, SignatureVersion.V4).Plain($"{Another}&KeyName={bytes}"),
                404,
                "MalformedQueryString"
            );
        }
    }

    [Theory, MemberData(nameof(Callers))]
    public async Task An_action_without_parameters_returns_a_list_or_is_rejected(string method, SignatureVersion version)
    {
        Caller caller = new(method, version);
        await using TestEndpoint test = await OpenAsync(caller);
        string before = await ShownAsync(test, caller);
        foreach (string action in ActionTable.Names)
        {
            (int status, XElement document) = await test.AskAsync(caller.Sign($"Action={action}"));

            bool isList =
                action.StartsWith("Describe", StringComparison.Ordinal) && !DemandingLists.Contains(action, StringComparer.Ordinal);
            status.ShouldBe(isList ? 200 : 400, action);
            bool isOfInstances = NoInstances.Contains(action, StringComparer.Ordinal);
            string[] refusals = ["ValidationError", isOfInstances ? "InvalidParameterCombination" : "MissingParameter"];
            (TestEndpoint.FaultOf((status, document)).Code ?? "none").ShouldBeOneOf(isList ? ["none"] : refusals);
        }

        (await ShownAsync(test, caller)).ShouldBe(before);
    }

    // AutoScaling API reference, CreateAutoScalingGroup: ASCII characters 33 to 126, without a colon.
    public static TheoryData<string, bool> Names { get; } =
        new()
        {
            { "../../etc/passwd", true },
            { "a/b,c@d", true },
            { "'OR(1=1);--", true },
            { "<script>&amp;]]>", true },
            { "%41", true },
            { "a/b:c@d", false },
            { "' OR 1=1; --", false },
            { " lead and trail ", false },
            { "漢字 😀 ü", false },
            { "\u202Eright to left", false },
            { new string('x', 255), true },
            { new string('x', 256), false },
            { "", false },
            { "\0", false },
            { "a\u0007b", false },
            { "a\uFFFE", false },
        };

    [Theory, MemberData(nameof(Names))]
    public async Task An_unusual_group_name_is_returned_unchanged_or_rejected(string name, bool isGood)
    {
        string escaped = Uri.EscapeDataString(name);
        foreach (
            (string method, SignatureVersion version) in new[]
            {
                ("GET", SignatureVersion.V2),
                ("GET", SignatureVersion.V4),
                ("POST", SignatureVersion.V2),
                ("POST", SignatureVersion.V4),
            }
        )
        {
            Caller caller = new(method, version);
            await using TestEndpoint test = await OpenAsync(caller);
            string before = await ShownAsync(test, caller);

            (int Status, XElement Document) made = await test.AskAsync(caller.Sign(Group + escaped));
            (int Status, XElement Document) unknown = await test.AskAsync(
                caller.Sign($"Action=SetDesiredCapacity&DesiredCapacity=1&AutoScalingGroupName={(isGood ? "no." : "")}{escaped}")
            );

            TestEndpoint.FaultOf(unknown).ShouldBe((400, "ValidationError"));
            if (!isGood)
            {
                TestEndpoint.FaultOf(made).ShouldBe((400, "ValidationError"));
                (await ShownAsync(test, caller)).ShouldBe(before);
                continue;
            }

            made.Status.ShouldBe(200);
            (_, XElement groups) = await test.AskAsync(
                caller.Sign("Action=DescribeAutoScalingGroups&AutoScalingGroupNames.member.1=" + escaped)
            );
            groups.Descendants().Single(element => element.Name.LocalName == "AutoScalingGroupName").Value.ShouldBe(name);
            (await test.AskAsync(caller.Sign("Action=DeleteAutoScalingGroup&AutoScalingGroupName=" + escaped))).Status.ShouldBe(200);
            (await ShownAsync(test, caller)).ShouldBe(before);
        }
    }

    [Theory, MemberData(nameof(Callers))]
    public async Task A_request_above_the_size_limit_is_rejected_and_changes_nothing(string method, SignatureVersion version)
    {
        Caller caller = new(method, version);
        await using TestEndpoint test = await OpenAsync(caller);
        string before = await ShownAsync(test, caller);

        await RefusedAsync(test, caller.Sign($"{Another}&UserData={new string('A', 20_000)}"), 413, "RequestEntityTooLarge");
        await RefusedAsync(test, caller.Plain($"{Another}&UserData={new string('A', 20_000)}"), 413, "RequestEntityTooLarge");

        (await ShownAsync(test, caller)).ShouldBe(before);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("HEAD")]
    [InlineData("PATCH")]
    [InlineData("get")]
    public async Task HTTP_methods_other_than_GET_and_POST_are_rejected(string method)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict);

        await RefusedAsync(test, new Caller("GET", SignatureVersion.V4).Sign(Another) with { Method = method }, 405, "MethodNotAllowed");
    }

    private static async Task<TestEndpoint> OpenAsync(Caller caller)
    {
        TestEndpoint test = await TestEndpoint.OpenAsync(Strict);
        foreach (
            string query in new[]
            {
                Launch,
                Group + "g",
                "Action=PutScalingPolicy&AutoScalingGroupName=g&PolicyName=there&AdjustmentType=ChangeInCapacity&ScalingAdjustment=1",
            }
        )
        {
            (int status, XElement document) = await test.AskAsync(caller.Sign(query));
            status.ShouldBe(200, document.ToString());
        }

        return test;
    }

    private static async Task RefusedAsync(TestEndpoint test, QueryRequest message, int status, string code) =>
        TestEndpoint
            .FaultOf(await test.AskAsync(message))
            .ShouldBe(
                (status, code),
                $"{message.Method} {message.Query}{System.Text.Encoding.UTF8.GetString(message.Body.Span)}"[
                    ..Math.Min(200, message.Method.Length + 1 + message.Query.Length + message.Body.Length)
                ]
            );

    private static QueryRequest Swapped(QueryRequest message) =>
        message.Method == "GET"
            ? message with
            {
                Method = "POST",
                Query = "",
                Body = System.Text.Encoding.UTF8.GetBytes(message.Query),
            }
            : message with
            {
                Method = "GET",
                Query = System.Text.Encoding.UTF8.GetString(message.Body.Span),
                Body = default,
            };

    private static async Task<string> ShownAsync(TestEndpoint test, Caller caller)
    {
        List<string> shown = [];
        foreach (
            string action in new[]
            {
                "DescribeLaunchConfigurations",
                "DescribeAutoScalingGroups",
                "DescribePolicies",
                "DescribeTags",
                "DescribeScalingActivities",
                "DescribeInstances",
            }
        )
        {
            (int status, XElement document) = await test.AskAsync(caller.Sign($"Action={action}"));
            status.ShouldBe(200, document.ToString());
            shown.Add(
                string.Concat(
                    document
                        .Descendants()
                        .Where(element =>
                            !element.HasElements && !element.Name.LocalName.Equals("requestId", StringComparison.OrdinalIgnoreCase)
                        )
                        .Select(element => $"{element.Name.LocalName}={element.Value}\n")
                )
            );
        }

        return string.Concat(shown);
    }
}
