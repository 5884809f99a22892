using System.Security.Cryptography;
using Scalewright.Agents;
using Scalewright.Agents.Services;
using Scalewright.Clusters;

namespace Scalewright.Experiments.Processes;

/// <summary>Broker service of a node: generates the load and accepts workers of other nodes over TCP.</summary>
[SuppressMessage("Usage", "CA2213", Justification = "Disposing ends the one that runs, in turn with beginning.")]
internal sealed class BrokerService(ServiceContext context) : IStreamBroker, IAsyncDisposable
{
    // Remembered operations detect duplicate requests. Only the last operation of an instance can be a duplicate.
    private const int MaxOperations = 10_000;
    private const long MaxResponseBytes = 16 * 1024 * 1024;
    private readonly AsyncGate _turn = new();
    private RunningBroker? _running;

    public async Task<BrokerEndpoint> StartAsync(BrokerPlan plan, CancellationToken cancellationToken)
    {
        using IDisposable turn = await _turn.EnterAsync(cancellationToken);
        await EndAsync();
        StreamBroker broker = new(plan, context.Clock);
        AgentHostOptions options = new()
        {
            Node = context.Node,
            BootId = RandomNumberGenerator.GetHexString(32, lowercase: true),
            Secret = new AgentSecret(Convert.FromHexString(plan.Secret)),
            Clock = context.Clock,
            Services = ServiceSet.Empty.Add<IStreamInbox>(broker),
            MaxCachedOperations = MaxOperations,
            MaxCachedResponseBytes = MaxResponseBytes,
        };
        IPAddress address = NodeAddressDetector.Find();
        TcpListener listener = new(address, 0);
        listener.Start();
        _running = new RunningBroker(
            broker,
            new RecordProducer(broker, plan.Loads, context.Clock),
            new AgentHost(options, context.Processes, context.Files),
            listener
        );
        return new BrokerEndpoint(context.Node, address.ToString(), ((IPEndPoint)listener.LocalEndpoint).Port, plan.Secret);
    }

    public Task<long> AssignAsync(IReadOnlyDictionary<string, int> instances, CancellationToken cancellationToken) =>
        Task.FromResult((_running ?? throw new InvalidOperationException("No job was started on this node.")).Broker.Assign(instances));

    public Task LoadAsync(IReadOnlyDictionary<string, double> rates, CancellationToken cancellationToken)
    {
        _running?.Load.Set(rates);
        return Task.CompletedTask;
    }

    // After a restart, there is no job, and the response contains no operators.
    public Task<BrokerCounters> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_running?.Broker.Read() ?? new BrokerCounters(0, 0, 0, []));

    public Task<BrokerCounters> CloseAsync(CancellationToken cancellationToken)
    {
        _running?.Load.Set(new Dictionary<string, double>(StringComparer.Ordinal));
        _running?.Broker.Close();
        return ReadAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync() => await EndAsync();

    private async Task EndAsync()
    {
        if (_running is { } running)
        {
            _running = null;
            await running.DisposeAsync();
        }
    }
}

/// <summary>Counters of a broker since the start of the job.</summary>
/// <param name="LatencySeconds">Sum of the latencies of finished records, in seconds, from arrival to the last
/// operator.</param>
/// <param name="Operators">Counters of each operator, in the order of the plan.</param>
internal sealed record BrokerCounters(long Arrived, double LatencySeconds, long Completed, IReadOnlyList<OperatorCounters> Operators);

/// <summary>Address of a broker for workers.</summary>
/// <param name="Secret">Shared secret in hexadecimal.</param>
internal sealed record BrokerEndpoint(string Node, string Address, int Port, string Secret)
{
    /// <summary>Omits the secret.</summary>
    public override string ToString() => $"{Node} at {Address}:{Port}";
}

internal sealed class RunningBroker : IAsyncDisposable
{
    private readonly AgentHost _host;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _accepting;

    public RunningBroker(StreamBroker broker, RecordProducer load, AgentHost host, TcpListener listener)
    {
        (Broker, Load, _host, _listener) = (broker, load, host, listener);
        _accepting = AcceptAsync(_ending.Token);
    }

    public StreamBroker Broker { get; }

    public RecordProducer Load { get; }

    public async ValueTask DisposeAsync()
    {
        await Load.DisposeAsync();
        await _ending.CancelAsync();
        await _accepting;
        _listener.Dispose();
        await _host.DisposeAsync();
        _ending.Dispose();
    }

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(cancellationToken);
                socket.NoDelay = true;

                // Failures of a connection affect only that connection.
                _ = _host.ServeAsync(new NetworkStream(socket, ownsSocket: true), cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }
}

/// <summary>Generates records at the desired rates. Compensates for delays on a busy machine.</summary>
internal sealed class RecordProducer : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);
    private readonly StreamBroker _broker;
    private readonly TimeProvider _clock;
    private readonly (string Name, string Topic)[] _loads;
    private readonly double[] _rates;
    private readonly double[] _due;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _making;
    private long _updatedAt;

    public RecordProducer(StreamBroker broker, IReadOnlyDictionary<string, string> loads, TimeProvider clock)
    {
        (_broker, _clock, _updatedAt) = (broker, clock, clock.GetTimestamp());
        _loads = [.. loads.Select(entry => (entry.Key, entry.Value))];
        (_rates, _due) = (new double[_loads.Length], new double[_loads.Length]);
        _making = MakeAsync();
    }

    /// <summary>Sets the rates. Loads that are not listed generate nothing.</summary>
    public void Set(IReadOnlyDictionary<string, double> rates)
    {
        lock (_gate)
        {
            Catch();
            for (int index = 0; index < _loads.Length; index++)
            {
                _rates[index] = rates.GetValueOrDefault(_loads[index].Name);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _making;
        _ending.Dispose();
    }

    private void Catch()
    {
        long now = _clock.GetTimestamp();
        double seconds = _clock.GetElapsedTime(_updatedAt, now).TotalSeconds;
        _updatedAt = now;
        for (int index = 0; index < _loads.Length; index++)
        {
            _due[index] += _rates[index] * seconds;
            long count = (long)_due[index];
            _due[index] -= count;
            _broker.Add(_loads[index].Topic, count);
        }
    }

    private async Task MakeAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Period, _clock, _ending.Token);
                lock (_gate)
                {
                    Catch();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The service was disposed.
        }
    }
}
