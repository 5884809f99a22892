using Scalewright.Providers.AutoScaling.Security;
using Scalewright.Providers.Simulation;

namespace AutoScaling.Tests;

/// <summary>An endpoint of a simulated cluster, and requests to it.</summary>
internal sealed class TestEndpoint : IAsyncDisposable
{
    public static readonly AccessKey Key = new("AKTEST", "a secret");

    private readonly IProvider _provider;

    private TestEndpoint(IProvider provider, Cluster cluster, AutoScalingEndpoint endpoint) => (_provider, Cluster, Endpoint) = (provider, cluster, endpoint);

    public AutoScalingEndpoint Endpoint { get; private set; }

    public Cluster Cluster { get; }

    public static Task<TestEndpoint> OpenAsync(EndpointOptions? options = null, string? folder = null, SimulationOptions? place = null) =>
        OpenAsync(new SimulationProvider { Options = (place ?? new SimulationOptions()) with { Pace = Pace.Demand } }, options, folder);

    /// <param name="provider">The place of the cluster; is disposed of with the endpoint.</param>
    /// <param name="options">How the endpoint behaves; null: everybody may call, and stop and reboot.</param>
    /// <param name="folder">Its folder; null: none.</param>
    /// <param name="open">How the cluster is opened; null: a new one without state.</param>
    public static async Task<TestEndpoint> OpenAsync(IProvider provider, EndpointOptions? options = null, string? folder = null, Func<CancellationToken, Task<Cluster>>? open = null)
    {
        open ??= token => Cluster.Create(Topology.Create("test").Build()).UseProvider(provider).ProvisionAsync(token);
        Cluster? cluster = null;
        await provider.RunAsync(async token => cluster = await open(token));
        AutoScalingEndpoint endpoint = await AutoScalingEndpoint.OpenAsync(cluster!, options ?? new EndpointOptions { Signatures = SignatureRule.Off, AllowNodeReplacement = true }, folder);
        return new TestEndpoint(provider, cluster!, endpoint);
    }

    /// <summary>Ends the endpoint and opens another one of the same cluster, whose nodes stay.</summary>
    public async Task RestartAsync(EndpointOptions options, string folder)
    {
        await Endpoint.DisposeAsync();
        Endpoint = await AutoScalingEndpoint.OpenAsync(Cluster, options, folder);
    }

    public async Task<(int Status, XElement Document)> AskAsync(QueryMessage message)
    {
        QueryReply reply = await Endpoint.AnswerAsync(message);
        return (reply.Status, XElement.Parse(Encoding.UTF8.GetString(reply.Body.Span)));
    }

    /// <summary>A call by its parameters, <c>Action=…</c> first.</summary>
    public Task<(int Status, XElement Document)> CallAsync(string query) => AskAsync(new QueryMessage("GET", "/", query, [], default));

    /// <summary>Calls that must succeed.</summary>
    public async Task DoAsync(params string[] queries)
    {
        foreach (string query in queries)
        {
            (int status, XElement document) = await CallAsync(query);
            status.ShouldBe(200, document.ToString());
        }
    }

    /// <summary>The zones of all groups' instances, in order, once so many serve and no other is there.</summary>
    public async Task<string[]> SettledAsync(int count) =>
        [.. (await InServiceAsync(count)).Select(instance => instance.Text("AvailabilityZone")!).Order(StringComparer.Ordinal)];

    /// <summary>The instances of all groups, once so many serve and no other is there.</summary>
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

    /// <summary>The instances that EC2 shows, those that ended lately among them.</summary>
    public async Task<XElement[]> InstancesAsync()
    {
        (_, XElement document) = await CallAsync("Action=DescribeInstances&Version=2016-11-15");
        return document.Items("instancesSet");
    }

    /// <summary>The reply of a call, once it is as a test wants it.</summary>
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

    /// <summary>The instances that EC2 shows, once so many are there and each is in a state.</summary>
    public Task<XElement[]> InStateAsync(int count, string state) => WhenAsync(found => found.Length == count && found.All(instance => StateOf(instance) == state));

    /// <summary>The instances that EC2 shows, once a rule holds for them.</summary>
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

    /// <summary>The word for the state of an instance of EC2.</summary>
    public static string StateOf(XElement instance) => instance.All("instanceState").Single().Text("name")!;

    /// <summary>The code of the fault that a call meets.</summary>
    public async Task<(int Status, string? Code)> FaultAsync(string query) => FaultOf(await CallAsync(query));

    /// <summary>The code of the fault that a request meets.</summary>
    public async Task<(int Status, string? Code)> FaultAsync(QueryMessage message) => FaultOf(await AskAsync(message));

    public static (int Status, string? Code) FaultOf((int Status, XElement Document) reply) =>
        (reply.Status, reply.Document.Descendants().FirstOrDefault(element => element.Name.LocalName == "Code")?.Value);

    public static QueryMessage Signed(DateTimeOffset at, AccessKey key, string query, string? sentQuery = null)
    {
        string time = at.UtcDateTime.ToString(SignatureV4.TimeFormat, CultureInfo.InvariantCulture);
        string scope = SignatureV4.Scope(time, "us-east-1", query.Contains("Version=2016-11-15", StringComparison.Ordinal) ? "ec2" : "autoscaling");
        ValueList<KeyValuePair<string, string>> headers = [KeyValuePair.Create("host", "127.0.0.1:1"), KeyValuePair.Create("x-amz-date", time)];
        string signature = SignatureV4.Sign(new QueryMessage("GET", "/", query, headers, default), key.Secret, scope, time, "host;x-amz-date");
        string value = $"{SignatureV4.Algorithm} Credential={key.Id}/{scope},SignedHeaders=host;x-amz-date,Signature={signature}";
        return new QueryMessage("GET", "/", sentQuery ?? query, headers.Add(KeyValuePair.Create("Authorization", value)), default);
    }

    public async ValueTask DisposeAsync()
    {
        await Endpoint.DisposeAsync();
        await _provider.RunAsync(_ => Cluster.DisposeAsync().AsTask());
        await _provider.DisposeAsync();
    }
}
