namespace AutoScaling.Tests;

internal sealed class TestEndpoint : IAsyncDisposable
{
    public static readonly AccessKey Key = new("AKTEST", "a secret");

    private readonly IProvider _provider;

    private TestEndpoint(IProvider provider, Cluster cluster, AutoScalingEndpoint endpoint) =>
        (_provider, Cluster, Endpoint) = (provider, cluster, endpoint);

    public AutoScalingEndpoint Endpoint { get; private set; }

    public Cluster Cluster { get; }

    public static Task<TestEndpoint> OpenAsync(
        AutoScalingEndpointOptions? options = null,
        string? folder = null,
        SimulationOptions? place = null
    ) =>
        OpenAsync(
            new SimulationProvider { Options = (place ?? new SimulationOptions()) with { Pace = SimulationPace.OnDemand } },
            options,
            folder
        );

    /// <param name="options">Options; null allows any caller, stop and reboot.</param>
    public static async Task<TestEndpoint> OpenAsync(
        IProvider provider,
        AutoScalingEndpointOptions? options = null,
        string? folder = null,
        Func<CancellationToken, Task<Cluster>>? open = null
    )
    {
        open ??= token => Cluster.Create(Topology.Create("test").Build()).UseProvider(provider).ProvisionAsync(token);
        Cluster? cluster = null;
        await provider.RunAsync(async token => cluster = await open(token));
        AutoScalingEndpoint endpoint = await AutoScalingEndpoint.OpenAsync(
            cluster!,
            options ?? new AutoScalingEndpointOptions { SignatureValidation = SignatureValidation.Off, AllowNodeReplacement = true },
            folder
        );
        return new TestEndpoint(provider, cluster!, endpoint);
    }

    public async Task RestartAsync(AutoScalingEndpointOptions options, string folder)
    {
        await Endpoint.DisposeAsync();
        Endpoint = await AutoScalingEndpoint.OpenAsync(Cluster, options, folder);
    }

    public async Task<(int Status, XElement Document)> AskAsync(QueryRequest message)
    {
        QueryResponse reply = await Endpoint.HandleAsync(message);
        return (reply.Status, XElement.Parse(Encoding.UTF8.GetString(reply.Body.Span)));
    }

    public Task<(int Status, XElement Document)> CallAsync(string query) => AskAsync(new QueryRequest("GET", "/", query, [], default));

    public async Task DoAsync(params string[] queries)
    {
        foreach (string query in queries)
        {
            (int status, XElement document) = await CallAsync(query);
            status.ShouldBe(200, document.ToString());
        }
    }

    /// <summary>Waits for exactly this number of instances in service. Returns their zones in order.</summary>
    public async Task<string[]> SettledAsync(int count) =>
        [.. (await InServiceAsync(count)).Select(instance => instance.Text("AvailabilityZone")!).Order(StringComparer.Ordinal)];

    /// <summary>Waits for exactly this number of instances in service. Returns the instances of all groups.</summary>
    public async Task<XElement[]> InServiceAsync(int count)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        while (true)
        {
            (int _, XElement document) = await CallAsync("Action=DescribeAutoScalingInstances");
            XElement[] found = [.. document.Descendants().Where(element => element.Name.LocalName == "member")];
            if (found.Length == count && found.All(instance => instance.Text("LifecycleState") == "InService"))
            {
                return found;
            }

            patience.IsCancellationRequested.ShouldBeFalse(document.ToString());
            await Task.Yield();
        }
    }

    public async Task<XElement[]> InstancesAsync()
    {
        (_, XElement document) = await CallAsync("Action=DescribeInstances&Version=2016-11-15");
        return document.Items("instancesSet");
    }

    public async Task<XElement> UntilAsync(string query, Func<XElement, bool> isSo)
    {
        using CancellationTokenSource timeout = new(TimeSpan.FromMinutes(1));
        while (true)
        {
            (int _, XElement document) = await CallAsync(query);
            if (isSo(document))
            {
                return document;
            }

            timeout.IsCancellationRequested.ShouldBeFalse(document.ToString());
            await Task.Yield();
        }
    }

    public Task<XElement[]> InStateAsync(int count, string state) =>
        WhenAsync(found => found.Length == count && found.All(instance => StateOf(instance) == state));

    public async Task<XElement[]> WhenAsync(Predicate<XElement[]> rule)
    {
        using CancellationTokenSource timeout = new(TimeSpan.FromMinutes(1));
        while (true)
        {
            XElement[] found = await InstancesAsync();
            if (rule(found))
            {
                return found;
            }

            timeout.IsCancellationRequested.ShouldBeFalse(string.Join('\n', found.Select(instance => instance.ToString())));
            await Task.Yield();
        }
    }

    public static string StateOf(XElement instance) => instance.All("instanceState").Single().Text("name")!;

    public async Task<(int Status, string? Code)> FaultAsync(string query) => FaultOf(await CallAsync(query));

    public async Task<(int Status, string? Code)> FaultAsync(QueryRequest message) => FaultOf(await AskAsync(message));

    public static (int Status, string? Code) FaultOf((int Status, XElement Document) reply) =>
        (reply.Status, reply.Document.Descendants().FirstOrDefault(element => element.Name.LocalName == "Code")?.Value);

    public static QueryRequest Signed(DateTimeOffset at, AccessKey key, string query, string? sentQuery = null)
    {
        string time = at.UtcDateTime.ToString(SignatureV4.TimeFormat, CultureInfo.InvariantCulture);
        string scope = SignatureV4.Scope(
            time,
            "us-east-1",
            query.Contains("Version=2016-11-15", StringComparison.Ordinal) ? "ec2" : "autoscaling"
        );
        ValueList<KeyValuePair<string, string>> headers =
        [
            KeyValuePair.Create("host", "127.0.0.1:1"),
            KeyValuePair.Create("x-amz-date", time),
        ];
        string signature = SignatureV4.Sign(
            new QueryRequest("GET", "/", query, headers, default),
            key.SecretAccessKey,
            scope,
            time,
            "host;x-amz-date"
        );
        string value = $"{SignatureV4.Algorithm} Credential={key.AccessKeyId}/{scope},SignedHeaders=host;x-amz-date,Signature={signature}";
        return new QueryRequest("GET", "/", sentQuery ?? query, headers.Add(KeyValuePair.Create("Authorization", value)), default);
    }

    public async ValueTask DisposeAsync()
    {
        await Endpoint.DisposeAsync();
        await _provider.RunAsync(_ => Cluster.DisposeAsync().AsTask());
        await _provider.DisposeAsync();
    }
}
