using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Scalewright.Agents;
using Scalewright.Agents.Services;

namespace Scalewright.Experiments.Processes;

/// <summary>A broker as a service of its node: makes the load there, and takes workers of other nodes over TCP.</summary>
[SuppressMessage("Usage", "CA2213", Justification = "Disposing ends the one that runs, in turn with beginning.")]
internal sealed class BrokerService(ServiceContext context) : IStreamBroker, IAsyncDisposable
{
    // What came twice is known by the operations that are remembered; of those of an instance only the last can.
    private const int OperationsMax = 10_000;
    private const long AnswerBytesMax = 16 * 1024 * 1024;
    private readonly SemaphoreSlim _turn = new(1);
    private RunningBroker? _running;

    [SuppressMessage("Reliability", "CA2000", Justification = "What runs has all of it, and ends it.")]
    public async Task<BrokerPlace> BeginAsync(BrokerPlan plan, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await EndAsync();
            StreamBroker broker = new(plan, context.Clock);
            AgentHostOptions options = new()
            {
                Node = context.Node,
                Boot = RandomNumberGenerator.GetHexString(32, lowercase: true),
                Secret = new AgentSecret(Convert.FromHexString(plan.Secret)),
                Clock = context.Clock,
                Services = ServiceSet.Empty.Add<IStreamInbox>(broker),
                OperationsMax = OperationsMax,
                AnswerBytesMax = AnswerBytesMax,
            };
            IPAddress address = OwnAddress.Find();
            TcpListener listener = new(address, 0);
            listener.Start();
            _running = new RunningBroker(broker, new LoadMaker(broker, plan.Loads, context.Clock), new AgentHost(options, context.Programs, context.Files), listener);
            return new BrokerPlace(context.Node, address.ToString(), ((IPEndPoint)listener.LocalEndpoint).Port, plan.Secret);
        }
        finally
        {
            _turn.Release();
        }
    }

    public Task<long> AssignAsync(IReadOnlyDictionary<string, int> instances, CancellationToken cancellationToken) =>
        Task.FromResult((_running ?? throw new InvalidOperationException("No job was begun on this node.")).Broker.Assign(instances));

    public Task LoadAsync(IReadOnlyDictionary<string, double> rates, CancellationToken cancellationToken)
    {
        _running?.Load.Set(rates);
        return Task.CompletedTask;
    }

    // Who began anew has no job: that is told by a tally without operators.
    public Task<BrokerTally> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_running?.Broker.Read() ?? new BrokerTally(0, 0, 0, []));

    public Task<BrokerTally> CloseAsync(CancellationToken cancellationToken)
    {
        _running?.Load.Set(new Dictionary<string, double>(StringComparer.Ordinal));
        _running?.Broker.Close();
        return ReadAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _turn.Dispose();
    }

    private async Task EndAsync()
    {
        if (_running is { } running)
        {
            _running = null;
            await running.DisposeAsync();
        }
    }
}

/// <summary>What a broker counted since the job began.</summary>
/// <param name="Arrived">Records that came, over all topics.</param>
/// <param name="LatencySeconds">Sum of the seconds that records took from their coming to their leaving the last operator.</param>
/// <param name="Left">How many did.</param>
/// <param name="Operators">Of each operator, in the plan's order.</param>
internal sealed record BrokerTally(long Arrived, double LatencySeconds, long Left, IReadOnlyList<OperatorTally> Operators);

/// <summary>Where a broker takes workers.</summary>
/// <param name="Node">The name of its node.</param>
/// <param name="Address">An address of the node.</param>
/// <param name="Port">The port.</param>
/// <param name="Secret">What both know, in hexadecimal digits.</param>
internal sealed record BrokerPlace(string Node, string Address, int Port, string Secret)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{Node} at {Address}:{Port}";
}
