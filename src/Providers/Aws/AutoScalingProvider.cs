using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Scalewright.Agents;
using Scalewright.Planning;
using Scalewright.Providers.AutoScaling.Backend;
using Scalewright.Providers.AutoScaling.Networking;
using Scalewright.Topologies;

namespace Scalewright.Providers.AutoScaling;

/// <summary>
/// Provider for services with EC2's Query API, for example AWS. Each node is an instance with an ownership tag. The
/// client token of the instance is the token of the step that creates it. Networks and groups create no resources.
/// </summary>
/// <example>
/// Starts three instances of an image in a region:
/// <code>
/// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(3).Build()).Build();
/// AccessKey key = new("AKSHOP", Environment.GetEnvironmentVariable("EC2_SECRET_KEY") ?? "");
/// AutoScalingOptions options = new(new Uri("https://ec2.eu-west-1.amazonaws.com"), key)
/// {
///     Region = "eu-west-1", Image = "ami-0123456789abcdef", InstanceTypes = [new InstanceType("t3.small", 2, 2048)],
/// };
/// await using AutoScalingProvider provider = new(options);
/// await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider)
///     .WithState("shop-state").ProvisionAsync();
/// Console.WriteLine($"{cluster.Nodes.Count} instances are running");
/// </code>
/// </example>
public sealed class AutoScalingProvider : IProvider
{
    // EC2 API reference: TerminateInstances accepts up to 1000 instances, but a filter accepts only 200 values.
    private const int MaxTerminationBatchSize = 200;

    private readonly AutoScalingOptions _options;
    private readonly HttpClient _http;
    private readonly InstanceList _list;
    private readonly InstanceStepExecutor _executor;

    /// <summary>Creates a provider. Sends no request yet.</summary>
    /// <param name="options">Address, credentials and settings.</param>
    /// <param name="logger">Logger of instance changes, requests and retries; null to disable logging.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public AutoScalingProvider(AutoScalingOptions options, ILogger<AutoScalingProvider>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        Logger = logger ?? NullLogger<AutoScalingProvider>.Instance;
        Random = options.Random ?? new SystemRandom();
        HttpMessageHandler network = options.Handler
            ?? new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                ConnectCallback = new HttpHostConnector(options.NameResolver).ConnectAsync,
            };
        _http = new HttpClient(new TimeoutHandler(network, ownsInner: options.Handler is null, options.CallTimeout, options.Clock))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        KeyRefresher keys = new(_options.Key);
        AutoScalingClient retryingClient = CreateClient(keys, maxAttempts: 5);
        _list = new InstanceList(retryingClient, _options);
        _executor = new InstanceStepExecutor(_options, _list, CreateClient(keys, maxAttempts: 1), retryingClient, Logger);
    }

    /// <inheritdoc/>
    public string Name => Ec2Problems.Provider;

    /// <inheritdoc/>
    public TimeProvider Clock => _options.Clock;

    /// <inheritdoc/>
    public Random Random { get; }

    /// <inheritdoc/>
    public ILogger Logger { get; }

    /// <inheritdoc/>
    public int MaxBatchSize => 1000;

    /// <inheritdoc/>
    public TimeSpan ConsistencyWindow => _options.ConsistencyWindow;

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
        try
        {
            // Queries an ID that does not exist, to detect an unreachable service or rejected credentials.
            await _list.FindAsync(["i-0"], cancellationToken);
        }
        catch (AutoScalingException exception)
        {
            throw Ec2Problems.Exception(exception);
        }

        return Ec2TopologyCheck.Check(topology, _options);
    }

    /// <inheritdoc/>
    public async Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default)
    {
        try
        {
            ValueList<Ec2Instance> instances = await _list.ListAsync(owner, cancellationToken);
            return instances
                .Select(instance => instance.ToResource(instance.Tag!))
                .OrderBy(resource => resource.CreatedAt)
                .ThenBy(resource => resource.Id, StringComparer.Ordinal)
                .ToValueList();
        }
        catch (AutoScalingException exception)
        {
            throw Ec2Problems.Exception(exception);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return StepCallRunner.RunAsync(requests, CreateCalls(requests), _options.MaxConcurrency, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        string name = node.Tag.Name;
        if (_options.Transport is not { } transport)
        {
            throw new AgentException(name, Ec2Problems.NoWayIn(name));
        }

        try
        {
            Ec2Instance? instance = (await _list.FindAsync([node.Id], cancellationToken)).GetValueOrDefault(node.Id);
            if (instance?.State != "running" || instance.Tag?.Token != node.Tag.Token)
            {
                throw new AgentException(name, Ec2Problems.NotRunning(name, instance?.State ?? ""));
            }

            NodeAddress address = _options.NodeAddressSelector(instance.GetAddress(name));
            return address.Host.Length > 0
                ? await transport.ConnectAsync(address, name, cancellationToken)
                : throw new AgentException(name, Ec2Problems.NoAddress(name));
        }
        catch (AutoScalingException exception)
        {
            throw new AgentException(name, Ec2Problems.FromRead(exception, name), exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private AutoScalingClient CreateClient(KeyRefresher keys, int maxAttempts) =>
        new(_http, _options.Address, _options.Key, _options.Clock)
        {
            Region = _options.Region,
            Service = QueryService.Ec2,
            SignatureVersion = _options.SignatureVersion,
            MaxAttempts = maxAttempts,
            Random = Random,
            Logger = Logger,
            Keys = keys,
            RenewKey = _options.RenewKey,
        };

    /// <summary>Creates one call for each batch of deletions and one call for each other step.</summary>
    private IEnumerable<Func<Task<ValueList<StepOutcome>>>> CreateCalls(ValueList<StepRequest> requests)
    {
        foreach (StepRequest request in requests.Where(request => request.Step is not DestroyNode))
        {
            yield return async () => [await _executor.ExecuteAsync(request)];
        }

        foreach (StepRequest[] batch in requests.Where(request => request.Step is DestroyNode).Chunk(MaxTerminationBatchSize))
        {
            yield return () => _executor.TerminateAsync(batch);
        }
    }
}
