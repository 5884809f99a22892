using System.Net.WebSockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Scalewright.Agents;
using Scalewright.Providers.Kubernetes.Pods;
using Scalewright.Providers.Logs;
using Scalewright.Topologies;

namespace Scalewright.Providers.Kubernetes;

/// <summary>
/// Provider for a namespace of a Kubernetes cluster. Each node is a pod with an ownership tag in its annotations. The
/// pod name is derived from the token of the step that creates the pod.
/// </summary>
/// <example>
/// Runs three nodes as pods of the cluster and namespace that kubectl uses:
/// <code>
/// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(3).Build()).Build();
/// KubernetesOptions options = new(KubernetesClientOptions.FromKubeconfig()) { Image = "shop/agent:1" };
/// await using KubernetesProvider provider = new(options);
/// await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider)
///     .WithState("shop-state").ProvisionAsync();
/// Console.WriteLine((await cluster.Nodes[0].RunAsync(["hostname"])).Output);
/// </code>
/// </example>
public sealed class KubernetesProvider : IProvider
{
    private const int MaxWave = 200;
    private const int SessionBytes = 16;

    // $1: folder of the agent, accessible only to its user; the remaining arguments: command of the agent.
    private const string Start = "umask 077; mkdir -p \"$1\" && shift && exec \"$@\"";

    private readonly KubernetesOptions _options;
    private readonly ApiConnection _api;
    private readonly PodClient _client;
    private readonly PodStepExecutor _executor;
    private readonly PodWatch _watch;

    /// <summary>Creates a provider. Sends no request yet.</summary>
    /// <param name="options">Cluster access and pod settings.</param>
    /// <param name="logger">Logger of pod changes, requests and retries; null to disable logging.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public KubernetesProvider(KubernetesOptions options, ILogger<KubernetesProvider>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        Logger = logger ?? NullLogger<KubernetesProvider>.Instance;
        Random = options.Random ?? new SystemRandom();
        _api = new ApiConnection(_options, Random, Logger);
        _client = new PodClient(_api.Client, _options);
        _executor = new PodStepExecutor(_client, _options, Logger);
        _watch = new PodWatch(_api.Client, _client, _options, Random, Logger);
    }

    /// <inheritdoc/>
    public string Name => KubernetesProblems.Provider;

    /// <inheritdoc/>
    public TimeProvider Clock => _options.Clock;

    /// <inheritdoc/>
    public Random Random { get; }

    /// <inheritdoc/>
    public ILogger Logger { get; }

    /// <inheritdoc/>
    public int MaxBatchSize => MaxWave;

    /// <summary>Zero: lists are read from the cluster's store, never from a server's cache.</summary>
    public TimeSpan ConsistencyWindow => TimeSpan.Zero;

    /// <inheritdoc/>
    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topology);

        await ObserveAsync(new Owner(default, "none"), cancellationToken);
        return [.. topology.Nodes.SelectMany(node => NodeCheck.Check(node, _options))];
    }

    /// <inheritdoc/>
    public async Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default)
    {
        (ValueList<V1Pod> pods, _) = await KubernetesProblems.ConvertAsync(() => _client.ListAsync(owner, cancellationToken));
        return [.. PodCache.InOrder(pods, _options).Where(resource => owner is null || resource.Tag.Owner == owner)];
    }

    /// <summary>
    /// Streams the resources of an owner: the current list, and a new list after each change that the cluster reports.
    /// Broken connections are reopened.
    /// </summary>
    /// <param name="owner">Owner of the resources; null for all resources with an ownership tag.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <returns>An endless sequence of lists, each as <see cref="ObserveAsync"/> returns it.</returns>
    /// <exception cref="ProviderException">The cluster rejects the request, or remains unreachable after several
    /// retries.</exception>
    public IAsyncEnumerable<ValueList<Resource>> WatchAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        _watch.FollowAsync(owner, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        IEnumerable<Func<Task<ValueList<StepOutcome>>>> calls = requests.Select(request =>
            (Func<Task<ValueList<StepOutcome>>>)(async () => [await _executor.ExecuteAsync(request)])
        );
        return StepCallRunner.RunAsync(requests, calls, _options.MaxConcurrency, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        AgentConnectionOptions whom = new()
        {
            Node = node.Tag.Name,
            Epoch = node.Tag.Epoch,
            SessionId = RandomNumberGenerator.GetHexString(2 * SessionBytes, lowercase: true),
            Clock = _options.Clock,
        };
        await FindRunningAsync(node, _client.FindAsync, cancellationToken);
        return await AgentConnection.OpenAsync(token => OpenAsync(node, token), whom, cancellationToken);
    }

    /// <summary>Closes the connections. Does not remove the pods.</summary>
    public ValueTask DisposeAsync()
    {
        _api.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<string> FindRunningAsync(
        Resource node,
        Func<string, CancellationToken, Task<V1Pod?>> find,
        CancellationToken cancellationToken
    )
    {
        string name = node.Tag.Name;
        try
        {
            V1Pod? pod = await find(node.Id.Split('/')[0], cancellationToken);
            if (pod is null || PodResourceMapper.GetId(pod) != node.Id)
            {
                throw new AgentException(name, KubernetesProblems.NotFound(name));
            }

            WaitingReason? reason = PodWaiting.Find(pod);
            string phase = $"its pod is {TextEscaping.Escape(pod.Status?.Phase ?? "Pending")}";
            string cause = reason is null ? "" : $": {reason}";
            return PodResourceMapper.GetState(pod, reason) switch
            {
                ResourceState.Ready => pod.Metadata!.Name!,
                ResourceState.Pending => throw new AgentException(
                    name,
                    KubernetesProblems.NotReached(name, $"{phase} and not ready{cause}")
                ),
                // The pod never runs again, so waiting is pointless.
                var state => throw new AgentException(name, KubernetesProblems.Ended(name, $"its pod is {state}{cause}")),
            };
        }
        catch (ApiException failure)
        {
            throw new AgentException(name, KubernetesProblems.From(failure, name), failure)
            {
                IsTransient = failure.IsTransient && !failure.IsRefusal,
            };
        }
    }

    private async Task<Stream> OpenAsync(Resource node, CancellationToken cancellationToken)
    {
        // The connection itself retries a failed stream.
        string pod = await FindRunningAsync(node, _client.FindOnceAsync, cancellationToken);
        IEnumerable<string> words =
        [
            "sh",
            "-c",
            Start,
            "sh",
            _options.AgentFolder,
            .. _options.AgentCommand,
            "scalewright-agent",
            "attach",
            _options.AgentFolder,
            node.Tag.Name,
        ];
        string query = string.Concat(words.Select(word => $"&command={Uri.EscapeDataString(word)}"));
        UriBuilder address = new(new Uri(_options.Client.Root, $"{_client.Path}/{pod}/exec?stdin=true&stdout=true&stderr=true{query}"));
        address.Scheme = address.Scheme == "https" ? "wss" : "ws";
        long begun = Clock.GetTimestamp();
        try
        {
            return await ExecStream.OpenAsync(address.Uri, _api.Http, _api.Recovery, cancellationToken);
        }
        catch (WebSocketException failure) when (failure.InnerException is ApiException refused)
        {
            throw new AgentException(node.Tag.Name, KubernetesProblems.NotEntered(node.Tag.Name, refused), refused);
        }
        catch (WebSocketException failure)
        {
            CallLog.NoResponse(Logger, (HttpMethod.Get.Method, address.Uri), Clock.GetElapsedTime(begun), failure);
            throw new AgentException(
                node.Tag.Name,
                KubernetesProblems.NotReached(
                    node.Tag.Name,
                    $"programs cannot be started in its pod: {TextEscaping.Escape(failure.Message)}"
                ),
                UriRedactor.WithoutPasswords(failure)
            );
        }
    }
}
