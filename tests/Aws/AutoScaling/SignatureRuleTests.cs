namespace AutoScaling.Tests;

/// <summary>Replayed, duplicate and out-of-scope signatures, and the limits of their verification.</summary>
public sealed class SignatureRuleTests : IDisposable
{
    private const string Launch = "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small";
    private const string Group =
        "Action=CreateAutoScalingGroup&LaunchConfigurationName=lc&AvailabilityZones.member.1=a&MinSize=0&MaxSize=9&AutoScalingGroupName=g";
    private const string Seven = "Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=7";
    private const string Zero = "Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=0";
    private const string Start = "Action=RunInstances&Version=2016-11-15&ImageId=image&MinCount=1&MaxCount=1";
    private const string Look = "Action=DescribeAutoScalingGroups";
    private static readonly AutoScalingEndpointOptions Strict = new() { Keys = [TestEndpoint.Key] };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("signature-rule");

    public static TheoryData<string, SignatureVersion> Callers => BadInputTests.Callers;

    [Theory, MemberData(nameof(Callers))]
    public async Task A_replayed_mutating_request_is_rejected_and_changes_nothing(string method, SignatureVersion version)
    {
        Caller owner = new(method, version);
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict);
        await DoAsync(test, owner, Launch, Group);
        QueryRequest recorded = owner.Sign(Seven);
        QueryRequest started = owner.Sign(Start);
        (await test.AskAsync(recorded)).Status.ShouldBe(200);
        (await test.AskAsync(started)).Status.ShouldBe(200);
        await DoAsync(test, owner, Zero);

        TestEndpoint.FaultOf(await test.AskAsync(recorded)).ShouldBe((400, "RequestExpired"));
        TestEndpoint.FaultOf(await test.AskAsync(started)).ShouldBe((400, "RequestExpired"));

        (await DesiredAsync(test, owner)).ShouldBe("0");
        await DoAsync(test, owner, Seven);
        (await DesiredAsync(test, owner)).ShouldBe("7");
    }

    [Fact]
    public async Task A_read_only_request_can_be_replayed()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict);
        QueryRequest recorded = new Caller("GET", SignatureVersion.V4).Sign(Look);

        (await test.AskAsync(recorded)).Status.ShouldBe(200);
        (await test.AskAsync(recorded)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_mutating_request_signed_before_a_restart_is_rejected_and_changes_nothing()
    {
        Caller owner = new("POST", SignatureVersion.V4);
        QueryRequest recorded;
        await using (TestEndpoint before = await TestEndpoint.OpenAsync(Strict, _folder.FullName))
        {
            await DoAsync(before, owner, Launch, Group);
            recorded = (owner with { Skew = TimeSpan.FromSeconds(-2) }).Sign(Seven);
        }

        await using TestEndpoint after = await TestEndpoint.OpenAsync(Strict, _folder.FullName);

        TestEndpoint.FaultOf(await after.AskAsync(recorded)).ShouldBe((400, "RequestExpired"));
        (await DesiredAsync(after, owner)).ShouldBe("0");
    }

    [Fact]
    public void The_signature_cache_removes_expired_signatures_and_accepts_no_new_ones_when_full()
    {
        DateTimeOffset now = DateTimeOffset.UnixEpoch;
        SignatureCache memory = new(maxCount: 2);

        memory.Add("a", now.AddMinutes(1), null, now).ShouldBe(SignatureUse.First);
        memory.Add("b", now.AddMinutes(2), null, now).ShouldBe(SignatureUse.First);
        memory.Add("a", now.AddMinutes(1), null, now).ShouldBe(SignatureUse.Repeated);
        memory.Add("c", now.AddMinutes(2), null, now).ShouldBe(SignatureUse.Full);
        memory.Add("c", now.AddMinutes(2), null, now.AddSeconds(61)).ShouldBe(SignatureUse.First);
        memory.Count.ShouldBe(2);
    }

    // AWS, "Troubleshooting Signature Version 4": region and service of the scope must be those of the request.
    [Theory]
    [InlineData("us-east-1", "s3", Look, "SignatureDoesNotMatch")]
    [InlineData("mars-1", "autoscaling", Look, "SignatureDoesNotMatch")]
    [InlineData("us-east-1", "ec2", Look, "SignatureDoesNotMatch")]
    [InlineData("us-east-1", "autoscaling", "Action=DescribeInstances&Version=2016-11-15", "AuthFailure")]
    public async Task A_signature_for_another_region_or_service_is_rejected(string region, string service, string query, string code)
    {
        Caller caller = new("POST", SignatureVersion.V4) { Region = region, ServiceWord = service };
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict);
        await using TestEndpoint lenient = await TestEndpoint.OpenAsync(Strict with { AllowLegacyClients = true });

        (await test.FaultAsync(caller.Sign(query))).Code.ShouldBe(code);
        (await lenient.FaultAsync(caller.Sign(query))).Code.ShouldBe(code);
    }

    // boto 2 derives this scope from 127.0.0.1: README of tests/Conformance/Cases/autoscaling-wire.
    [Fact]
    public async Task A_scope_derived_from_the_host_is_accepted_only_with_AllowLegacyClients()
    {
        Caller caller = new("POST", SignatureVersion.V4) { Region = "0", ServiceWord = "127" };
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict);
        await using TestEndpoint lenient = await TestEndpoint.OpenAsync(Strict with { AllowLegacyClients = true });

        (await test.FaultAsync(caller.Sign(Look))).Code.ShouldBe("SignatureDoesNotMatch");
        (await lenient.AskAsync(caller.Sign(Look))).Status.ShouldBe(200);
    }

    // botocore signs no nonce and only whole seconds: sizes 2, 3 and 2 set within a second have equal signatures.
    [Fact]
    public async Task An_identical_request_is_accepted_again_only_on_the_same_connection()
    {
        Caller owner = new("POST", SignatureVersion.V4);
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict);
        await DoAsync(test, owner, Launch, Group);
        QueryRequest recorded = owner.Sign(Seven) with { Connection = "a" };

        (await test.AskAsync(recorded)).Status.ShouldBe(200);
        (await test.AskAsync(recorded)).Status.ShouldBe(200);
        (await test.FaultAsync(recorded with { Connection = "b" })).ShouldBe((400, "RequestExpired"));
        (await test.FaultAsync(recorded with { Connection = null })).ShouldBe((400, "RequestExpired"));
    }

    // Two runs of the tutorial by boto 2 within a second create the same domain by equal requests.
    [Theory]
    [InlineData(SignatureVersion.V2, "us-east-1", "autoscaling", 200)]
    [InlineData(SignatureVersion.V4, "0", "127", 200)]
    [InlineData(SignatureVersion.V4, "us-east-1", "autoscaling", 400)]
    public async Task A_legacy_signature_can_repeat_on_another_connection_with_AllowLegacyClients(
        SignatureVersion version,
        string region,
        string service,
        int status
    )
    {
        Caller owner = new("POST", version) { Region = region, ServiceWord = service };
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict with { AllowLegacyClients = true });
        await DoAsync(test, owner, Launch, Group);
        QueryRequest recorded = owner.Sign(Seven);

        (await test.AskAsync(recorded with { Connection = "a" })).Status.ShouldBe(200);
        (await test.AskAsync(recorded with { Connection = "b" })).Status.ShouldBe(status);
    }

    [Fact]
    public void A_signature_cannot_be_reused_on_its_connection_after_two_seconds()
    {
        DateTimeOffset now = DateTimeOffset.UnixEpoch;
        SignatureCache memory = new(maxCount: 2);

        memory.Add("a", now.AddMinutes(1), "c", now).ShouldBe(SignatureUse.First);
        memory.Add("a", now.AddMinutes(1), "c", now.AddSeconds(2)).ShouldBe(SignatureUse.First);
        memory.Add("a", now.AddMinutes(1), "c", now.AddSeconds(3)).ShouldBe(SignatureUse.Repeated);
    }

    [Theory]
    [InlineData("Authorization", "x")]
    [InlineData("authorization", "")]
    [InlineData("Host", "127.0.0.1:1")]
    [InlineData("X-Amz-Date", "20260102T030405Z")]
    public async Task A_duplicate_authentication_header_is_rejected(string name, string value)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict);
        QueryRequest message = new Caller("GET", SignatureVersion.V4).Sign(Look);

        (int Status, string? Code) after = await test.FaultAsync(
            message with
            {
                Headers = message.Headers.Add(KeyValuePair.Create(name, value)),
            }
        );
        (int Status, string? Code) before = await test.FaultAsync(
            message with
            {
                Headers = [KeyValuePair.Create(name, value), .. message.Headers],
            }
        );

        (after, before).ShouldBe(((400, "IncompleteSignature"), (400, "IncompleteSignature")));
    }

    [Theory]
    [InlineData(", Signature=0")]
    [InlineData(", Credential=AKOTHER/20260102/us-east-1/autoscaling/aws4_request")]
    [InlineData(",x")]
    public async Task A_duplicate_or_unknown_part_of_the_Authorization_header_is_rejected(string rest)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict);
        QueryRequest message = new Caller("GET", SignatureVersion.V4).Sign(Look);
        ValueList<KeyValuePair<string, string>> headers =
        [
            .. message.Headers.Select(header =>
                header.Key == "Authorization" ? KeyValuePair.Create(header.Key, header.Value + rest) : header
            ),
        ];

        (await test.FaultAsync(message with { Headers = headers })).ShouldBe((400, "IncompleteSignature"));
    }

    [Fact]
    public async Task A_request_with_credentials_of_both_signature_versions_is_rejected()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict);
        QueryRequest message = new Caller("GET", SignatureVersion.V4).Sign($"{Look}&AWSAccessKeyId={TestEndpoint.Key.AccessKeyId}");

        (await test.FaultAsync(message)).ShouldBe((400, "IncompleteSignature"));
    }

    [Theory, MemberData(nameof(Callers))]
    public async Task A_key_of_a_read_only_account_can_read_and_is_denied_changes(string method, SignatureVersion version)
    {
        AccessKey watching = new("AKWATCH", "another secret") { Account = new AccessAccount("watcher", AccessPermissions.ReadOnly) };
        Caller owner = new(method, version);
        Caller watcher = owner with { Key = watching };
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict with { Keys = [TestEndpoint.Key, watching] });
        await DoAsync(test, owner, Launch, Group);

        (int Status, XElement Document) refused = await test.AskAsync(watcher.Sign(Seven));
        (int Status, string? Code) instances = await test.FaultAsync(watcher.Sign(Start));

        TestEndpoint.FaultOf(refused).ShouldBe((403, "AccessDenied"));
        refused.Document.Value.ShouldContain(
            "User: arn:aws:iam::000000000000:user/watcher is not authorized to perform: autoscaling:SetDesiredCapacity"
        );
        instances.ShouldBe((403, "UnauthorizedOperation"));
        (await DesiredAsync(test, watcher)).ShouldBe("0");
    }

    // A rejection before authentication must only count the parameters. A decoded parameter would take at least 100
    // bytes.
    [Theory, MemberData(nameof(Callers))]
    public async Task A_request_with_too_many_parameters_is_rejected_before_they_are_decoded(string method, SignatureVersion version)
    {
        const int Count = 90_000;
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict);
        string query = Look + string.Concat(Enumerable.Range(0, Count).Select(number => $"&a{number}=1"));
        QueryRequest message = (new Caller(method, version) { Tamper = text => text.Replace("=1", "=2", StringComparison.Ordinal) }).Sign(
            query
        );

        long before = GC.GetAllocatedBytesForCurrentThread();
        Task<QueryResponse> reply = test.Endpoint.HandleAsync(message);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        (await reply).Status.ShouldBe(413);
        allocated.ShouldBeLessThan(Count);
    }

    [Theory, MemberData(nameof(Callers))]
    public async Task Signature_verification_allocates_memory_linear_in_the_parameter_count(string method, SignatureVersion version)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Strict);
        int count = Strict.MaxParameters - 10;
        string query = Look + string.Concat(Enumerable.Range(0, count).Select(number => $"&a{number}=1"));
        QueryRequest message = (new Caller(method, version) { Tamper = text => text.Replace("=1", "=2", StringComparison.Ordinal) }).Sign(
            query
        );

        long before = GC.GetAllocatedBytesForCurrentThread();
        Task<QueryResponse> reply = test.Endpoint.HandleAsync(message);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        (await reply).Status.ShouldBe(403);

        // Encoding in each comparison of the sort would allocate 100 bytes n * log2(n) = 130,000 times.
        allocated.ShouldBeLessThan(1200L * count);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task DoAsync(TestEndpoint test, Caller caller, params string[] queries)
    {
        foreach (string query in queries)
        {
            (int status, XElement document) = await test.AskAsync(caller.Sign(query));
            status.ShouldBe(200, document.ToString());
        }
    }

    private static async Task<string> DesiredAsync(TestEndpoint test, Caller caller)
    {
        (_, XElement groups) = await test.AskAsync(caller.Sign(Look));
        return groups.Descendants().Single(element => element.Name.LocalName == "DesiredCapacity").Value;
    }
}
