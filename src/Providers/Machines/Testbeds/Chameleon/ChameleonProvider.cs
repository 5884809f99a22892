using Scalewright.Providers.Chameleon.Leases;
using Scalewright.Providers.Chameleon.Nodes;
using Scalewright.Providers.Chameleon.Servers;
using Scalewright.Randomness;

namespace Scalewright.Providers.Chameleon;

/// <summary>
/// The testbed Chameleon as a place: a node is a server on a leased machine. The nodes that are made together at a site are servers of
/// one lease, whose name is found again from their owner; their marks are metadata of the servers.
/// </summary>
public sealed partial class ChameleonProvider : IProvider, IKnowsAddresses, IFindsSlots, IExtendsLease, INodeAdvancement
{
    private const int WaveMax = 500;

    private readonly ChameleonOptions _options;
    private readonly ILogger _logger;
    private readonly WaveNotes _waves;
    private readonly SocketsHttpHandler? _handler;
    private readonly HttpMessageInvoker _http;
    private readonly ValueList<SiteDesk> _desks;
    private readonly NodeOrders _orders;
    private readonly ConcurrentDictionary<string, string> _addresses = new(StringComparer.Ordinal);

    /// <summary>Makes a provider; nothing is asked yet.</summary>
    /// <param name="options">Where, who, and what is leased.</param>
    /// <param name="logger">Takes what becomes of leases and servers, calls and their repetitions; null: nobody.</param>
    /// <exception cref="ArgumentException">An option cannot be.</exception>
    public ChameleonProvider(ChameleonOptions options, ILogger<ChameleonProvider>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        _logger = logger ?? NullLogger<ChameleonProvider>.Instance;
        _waves = new WaveNotes(_logger, options.Clock);
        Chance = options.Chance ?? new SystemChance();
        _handler = options.Handler is null ? new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(10) } : null;
        _http = new HttpMessageInvoker(options.Handler ?? _handler!, disposeHandler: false);
        _desks = [.. options.Sites.Select(site => new SiteDesk(site, _http, options, Chance, _logger))];
        _orders = new NodeOrders(_desks, options);
    }

    /// <inheritdoc/>
    public string Name => ChameleonProblems.Provider;

    /// <inheritdoc/>
    public TimeProvider Clock => _options.Clock;

    /// <inheritdoc/>
    public Random Chance { get; }

    /// <inheritdoc/>
    public int OrdersMax => WaveMax;

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
        return await ChameleonProblems.Rest.AskedAsync(() => new TopologyCheck(_desks, _options).CheckAsync(topology, cancellationToken));
    }

    /// <inheritdoc/>
    /// <remarks>Changes nothing. A lease without nodes and an address of no node are shown as failed nodes: removing them ends or frees
    /// them.</remarks>
    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        ListAsync(owner, LookAsync, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Creates servers that failed again within their lease, and gives those that run their address.</remarks>
    public Task<ValueList<Resource>> AdvanceAsync(Owner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return ListAsync(owner, (desk, token) => AdvanceAsync(desk, owner, token), cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepOrder> orders, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(orders);
        return _waves.TellAsync(orders, StepCalls.MakeAsync(orders, _orders.CallsFor(orders, cancellationToken), _options.CallsMax, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        string name = node.Tag.Name;
        if (_options.Transport is not { } transport)
        {
            throw new AgentException(name, ChameleonProblems.NoWayIn(name));
        }

        try
        {
            NodeId? id = NodeId.Parse(node.Id);
            if (_desks.FirstOrDefault(desk => desk.Region == id?.Region) is not { } desk)
            {
                throw new AgentException(name, ChameleonProblems.NotReached(name, "it is of none of these sites"));
            }

            SiteSight sight = await desk.LookAsync(cancellationToken);
            PlacedNode placed = sight.Nodes.FirstOrDefault(one => one.Id == id && one.Owner == node.Tag.Owner) ?? throw new AgentException(name, ChameleonProblems.NotReached(name, "its server is gone"));
            ResourceState state = desk.Keeper.StateOf(placed, sight);
            string address = new NodeView(desk, _options).AddressOf(placed, sight);
            return state == ResourceState.Ready && address.Length > 0
                ? await transport.ConnectAsync(_options.Reach(address), name, cancellationToken)
                : throw new AgentException(name, desk.Keeper.ProblemOf(placed) ?? ChameleonProblems.NotReached(name, $"its server is {placed.Server.Status}{(address.Length > 0 ? "" : ", without an address")}"));
        }
        catch (RestException failure)
        {
            throw new AgentException(name, ChameleonProblems.Rest.Of(failure, name), failure);
        }
    }

    /// <inheritdoc/>
    public string FindAddress(Resource node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return _addresses.GetValueOrDefault(node.Id, "") is { Length: > 0 } address ? _options.Reach(address).Host : "";
    }

    /// <summary>Leases and servers stay.</summary>
    public ValueTask DisposeAsync()
    {
        foreach (SiteDesk desk in _desks)
        {
            desk.Dispose();
        }

        _http.Dispose();
        _handler?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<ValueList<Resource>> ListAsync(
        Owner? owner, Func<SiteDesk, CancellationToken, Task<SiteSight>> look, CancellationToken cancellationToken)
    {
        ValueList<Resource>[] sites = await Task.WhenAll(_desks.Select(desk => ChameleonProblems.Rest.AskedAsync(async () =>
        {
            SiteSight sight = await look(desk, cancellationToken);
            return new NodeView(desk, _options).All(sight, owner).ToValueList();
        })));
        return _waves.Seen(owner, [.. sites.SelectMany(site => site).OrderBy(resource => resource.CreatedAt).ThenBy(resource => resource.Id, StringComparer.Ordinal)]);
    }

    private async Task<SiteSight> AdvanceAsync(SiteDesk desk, Owner owner, CancellationToken cancellationToken)
    {
        SiteSight sight = await LookAsync(desk, cancellationToken);
        return await desk.Keeper.GoOnAsync(owner, sight, cancellationToken) ? await LookAsync(desk, cancellationToken) : sight;
    }

    private async Task<SiteSight> LookAsync(SiteDesk desk, CancellationToken cancellationToken)
    {
        SiteSight sight = await desk.LookAsync(cancellationToken);
        NodeView view = new(desk, _options);
        foreach (PlacedNode node in sight.Nodes)
        {
            _addresses[node.Id.ToString()] = view.AddressOf(node, sight);
        }

        return sight;
    }
}
