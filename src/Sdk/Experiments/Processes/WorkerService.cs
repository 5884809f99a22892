using System.Security.Cryptography;
using Scalewright.Agents;
using Scalewright.Agents.Services;
using Scalewright.Clusters;

namespace Scalewright.Experiments.Processes;

/// <summary>
/// Agent service that runs the instances of operators on a node. It keeps their counters until a job with another broker
/// is opened.
/// </summary>
internal sealed class WorkerService(ServiceContext context) : IStreamWorker, IAsyncDisposable
{
    private const string FileName = "consumed.tsv";
    private const int MaxReopenings = 8;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);
    private readonly AsyncGate _turn = new();
    private readonly List<WorkerInstance> _instances = [];
    private AgentConnection? _connection;
    private BrokerEndpoint? _broker;
    private LatencyEcho? _echo;

    public async Task OpenAsync(BrokerEndpoint broker, CancellationToken cancellationToken)
    {
        using IDisposable turn = await _turn.EnterAsync(cancellationToken);
        await EndAllAsync(_instances);
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        // Counters of the same job are kept.
        if (_broker != broker)
        {
            lock (_instances)
            {
                _instances.Clear();
            }
        }

        _broker = broker;
        _connection = await AgentConnection.OpenAsync(
            token => ConnectAsync(broker, token),
            new AgentConnectionOptions
            {
                Node = broker.Node,
                SessionId = RandomNumberGenerator.GetHexString(32, lowercase: true),
                Secret = new AgentSecret(Convert.FromHexString(broker.Secret)),
                Clock = context.Clock,
                HeartbeatTimeout = Timeout,
                ResponseTimeout = Timeout,
                MaxReconnectAttempts = MaxReopenings,
            },
            cancellationToken
        );
    }

    public async Task StartAsync(IReadOnlyList<InstancePlan> plans, CancellationToken cancellationToken)
    {
        using IDisposable turn = await _turn.EnterAsync(cancellationToken);
        IStreamInbox inbox = Bind<IStreamInbox>(_connection ?? throw new InvalidOperationException("No job was started on this node."));
        WorkerInstance[] started = [.. plans.Select(plan => new WorkerInstance(plan, inbox, context.Clock))];
        lock (_instances)
        {
            _instances.AddRange(started);
        }
    }

    public Task StopAsync(IReadOnlyList<string> operators, long generation, CancellationToken cancellationToken)
    {
        WorkerInstance[] old;
        lock (_instances)
        {
            old =
            [
                .. _instances.Where(instance =>
                    instance.Ticket.Generation < generation && operators.Contains(instance.Ticket.Operator, StringComparer.Ordinal)
                ),
            ];
        }

        return EndAllAsync(old);
    }

    public Task<IReadOnlyList<InstanceCount>> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_instances)
        {
            return Task.FromResult<IReadOnlyList<InstanceCount>>([.. _instances.Select(instance => instance.Count)]);
        }
    }

    public async Task<string> EchoAsync(CancellationToken cancellationToken)
    {
        using IDisposable turn = await _turn.EnterAsync(cancellationToken);
        _echo ??= new LatencyEcho(NodeAddressDetector.Find());
        return _echo.Address;
    }

    public async Task<TimeSpan> PingAsync(string address, CancellationToken cancellationToken) =>
        await LatencyEcho.PingAsync(address, context.Clock, cancellationToken) ?? TimeSpan.Zero;

    public async Task<bool> ReachAsync(BrokerEndpoint broker, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeoutSource = new(timeout, context.Clock);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeoutSource.Token);
        try
        {
            await using Stream stream = await ConnectAsync(broker, both.Token);
            return true;
        }
        catch (Exception exception)
            when (exception is SocketException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    public async Task<string> EndAsync(CancellationToken cancellationToken)
    {
        using IDisposable turn = await _turn.EnterAsync(cancellationToken);
        await EndAllAsync(_instances);
        if (context.DataFolder.Length == 0)
        {
            return "";
        }

        string path = $"{context.DataFolder}/{FileName}";
        await using Stream file = await context.Files.CreateAsync(path, cancellationToken);
        await file.WriteAsync(
            Encoding.UTF8.GetBytes(string.Concat(_instances.Select(instance => Line(instance.Count)))),
            cancellationToken
        );
        await file.FlushAsync(cancellationToken);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            // Pending requests of instances fail.
            await _connection.DisposeAsync();
        }

        await EndAllAsync(_instances);

        if (_echo is not null)
        {
            await _echo.DisposeAsync();
        }
    }

    private static string Line(InstanceCount count) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{count.Ticket.Operator}\t{count.Ticket.Index}\t{count.Ticket.Generation}\t{count.Records}\n"
        );

    private async Task EndAllAsync(IReadOnlyList<WorkerInstance> instances)
    {
        try
        {
            await Task.WhenAll(instances.Select(instance => instance.DisposeAsync().AsTask())).WaitAsync(Timeout, context.Clock);
        }
        catch (TimeoutException)
        {
            // An unreachable broker must not delay the stop.
        }
    }

    private static T Bind<T>(IServiceCaller caller)
        where T : class, IAgentService<T> => T.Contract.CreateProxy(caller);

    private static async Task<Stream> ConnectAsync(BrokerEndpoint broker, CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(broker.Address, broker.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>Counters of an instance.</summary>
/// <param name="Records">Processed records that the broker accepted.</param>
/// <param name="Failure">Error that ended the instance; empty if there is no error.</param>
internal sealed record InstanceCount(InstanceIdentity Ticket, long Records, bool IsWorking, string Failure);
