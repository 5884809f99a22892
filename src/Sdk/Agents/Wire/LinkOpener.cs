namespace Scalewright.Agents.Wire;

/// <summary>Opens connections to one agent. Each handshake has its own number.</summary>
internal sealed class LinkOpener(AgentConnectionOptions options)
{
    private readonly Handshake _handshake = new(options.Node, options.Secret);
    private readonly LinkOptions _link = new()
    {
        Clock = options.Clock,
        FrameTimeout = options.FrameTimeout,
        HeartbeatPeriod = options.HeartbeatInterval,
        HeartbeatTimeout = options.HeartbeatTimeout,
    };

    private int _count;

    /// <summary>Performs the handshake over a stream, which the connection then owns.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the stream throws is why the node cannot be reached.")]
    public async Task<EstablishedLink> OpenAsync(Func<CancellationToken, Task<Stream>> connect, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeoutSource = new(options.ResponseTimeout, options.Clock);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeoutSource.Token);
        FrameLink? link = null;
        Stream? stream = null;
        try
        {
            stream = await connect(ended.Token);
            link = new FrameLink(stream, _link);
            EstablishedLink open = new(link, await HandshakeAsync(link, ended.Token), options.Clock.GetTimestamp());
            link.Start();
            link = null;
            return open;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw await FindEndAsync(stream, exception, ended.Token) is { } end
                ? new AgentException(options.Node, AgentProblems.NoAgent(end), exception) { IsTransient = true }
                : Describe(exception, timeoutSource.IsCancellationRequested);
        }
        finally
        {
            if (link is not null)
            {
                await link.DisposeAsync();
            }
        }
    }

    private async Task<HandshakeMessage> HandshakeAsync(FrameLink link, CancellationToken cancellationToken)
    {
        HandshakeMessage hello = new()
        {
            Node = options.Node,
            Boot = options.BootId,
            Epoch = options.Epoch,
            Session = options.SessionId,
            Nonce = Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture),
        };
        link.PostHello(hello);
        HandshakeMessage agent = await link.ReadHelloAsync(cancellationToken);
        if (_handshake.Check(hello, agent) is { } problem)
        {
            await link.CloseAsync(FaultMessage.From(problem), options.FrameTimeout);
            throw new AgentException(options.Node, problem);
        }

        link.PostHello(
            new HandshakeMessage
            {
                Node = options.Node,
                Boot = agent.Boot,
                Nonce = agent.Nonce,
                Proof = _handshake.ProveController(hello, agent.Boot, agent.Nonce),
            }
        );
        return agent;
    }

    /// <summary>Returns the exit of a program that is not an agent; null if unknown or not the cause.</summary>
    private static async Task<ProcessExit?> FindEndAsync(Stream? stream, Exception failure, CancellationToken cancellationToken)
    {
        try
        {
            return failure is IOException or FrameException && stream is DuplexStream program
                ? await program.GetProcessExitAsync(cancellationToken)
                : null;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The first failure is reported instead.
            return null;
        }
    }

    private AgentException Describe(Exception failure, bool isLate) =>
        failure switch
        {
            AgentException rejected => rejected,
            FaultException fault => new AgentException(options.Node, AgentProblems.From(failure), failure)
            {
                LogTail = fault.Fault.Lines?.ToValueList() ?? [],
            },
            FrameException => new AgentException(options.Node, AgentProblems.From(failure), failure),
            OperationCanceledException when isLate => new AgentException(
                options.Node,
                AgentProblems.Late("the opening of the connection", options.ResponseTimeout),
                failure
            ),
            _ => new AgentException(options.Node, AgentProblems.Unreachable(TextEscaping.Escape(failure.Message)), failure),
        };
}

internal sealed record LinkOptions
{
    public required TimeProvider Clock { get; init; }

    /// <summary>Maximum time from the first to the last byte of a frame.</summary>
    public required TimeSpan FrameTimeout { get; init; }

    /// <summary>Idle time after which a ping is sent; infinite: never.</summary>
    public required TimeSpan HeartbeatPeriod { get; init; }

    /// <summary>Idle time after which the connection is closed; infinite: never.</summary>
    public required TimeSpan HeartbeatTimeout { get; init; }

    /// <summary>Maximum time that a request may delay the requests after it, which start in order.</summary>
    /// <remarks>Zero: requests do not delay each other and start in any order.</remarks>
    public TimeSpan MaxWorkDelay { get; init; }
}
