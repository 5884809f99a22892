using Scalewright.Agents.Services;
using Scalewright.Agents.Wire;

namespace Scalewright.Agents;

/// <summary>Agent of a node. Serves one or more controllers over byte streams.</summary>
/// <remarks>Serves only the controllers with the highest epoch. If a controller's stream breaks, its operations
/// continue, and their responses are kept until the controller reconnects. Operations are canceled when their
/// controller disconnects with a goodbye message.</remarks>
public sealed class AgentHost : IAsyncDisposable
{
    // Maximum time that a blocking method delays the calls after it. CPU-bound methods still share the CPU with them.
    private static readonly TimeSpan MaxWorkDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(30);

    private readonly AgentHostOptions _options;
    private readonly Handshake _handshake;
    private readonly IdempotencyCache _idempotencyCache;
    private readonly RequestDispatcher _services;
    private readonly ServiceDispatcher _serviceDispatcher;
    private readonly Lock _gate = new();
    private readonly List<ControllerSession> _controllers = [];
    private long _epoch;
    private long _connections;
    private bool _isDisposed;

    /// <summary>Creates an agent.</summary>
    /// <param name="options">Identity and limits of the agent.</param>
    /// <param name="programs">Starts programs on the node.</param>
    /// <param name="files">Files of the node.</param>
    public AgentHost(AgentHostOptions options, INodeProcesses programs, INodeFiles files)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(programs);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentException.ThrowIfNullOrEmpty(options.Node);
        ArgumentException.ThrowIfNullOrEmpty(options.BootId);
        _options = options;
        _epoch = options.MinEpoch;
        _handshake = new Handshake(options.Node, options.Secret);
        _idempotencyCache = new IdempotencyCache(options.MaxCachedOperations, options.MaxCachedResponseBytes);
        _serviceDispatcher = new ServiceDispatcher(
            options,
            new ServiceContext(options.Node, options.BootId, options.Clock, programs, files) { DataFolder = options.DataFolder },
            _idempotencyCache
        );
        _services = new RequestDispatcher(
            options.MaxConcurrentCalls,
            new CommandService(options, programs, _idempotencyCache),
            new FileService(options, files, _idempotencyCache),
            _serviceDispatcher
        );
    }

    /// <summary>Highest epoch of an accepted controller.</summary>
    public long Epoch => Interlocked.Read(ref _epoch);

    /// <summary>Serves one controller until its connection ends.</summary>
    /// <param name="stream">Bidirectional stream to the controller. The agent takes ownership.</param>
    /// <param name="cancellationToken">Ends the connection.</param>
    /// <returns>Problem that ended the connection; null after a goodbye message or cancellation.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends a connection is its result, not the end of the agent.")]
    public async Task<Problem?> ServeAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        FrameLink link = new(
            stream,
            new LinkOptions
            {
                Clock = _options.Clock,
                FrameTimeout = _options.FrameTimeout,
                HeartbeatPeriod = Timeout.InfiniteTimeSpan,
                HeartbeatTimeout = _options.HeartbeatTimeout,
                MaxWorkDelay = MaxWorkDelay,
            }
        );
        await using (link)
        {
            try
            {
                ControllerSession controller = await OpenAsync(link, cancellationToken);
                return await ServeAsync(controller, cancellationToken);
            }
            catch (FaultException failure) when (link.Failure is null)
            {
                await link.CloseAsync(failure.Fault, _options.FrameTimeout);
                return AgentProblems.From(failure);
            }
            catch (FrameException failure)
            {
                await link.RejectAsync(failure);
                return AgentProblems.From(failure);
            }
            catch (Exception failure)
            {
                return cancellationToken.IsCancellationRequested ? null : AgentProblems.From(link.Failure ?? failure);
            }
        }
    }

    /// <summary>Cancels all operations and ends all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        ControllerSession[] controllers;
        lock (_gate)
        {
            _isDisposed = true;
            controllers = [.. _controllers];
        }

        await WaitAsync(_idempotencyCache.CancelAllAsync());
        foreach (ControllerSession controller in controllers)
        {
            await controller.Link.CloseAsync(null, _options.FrameTimeout);
        }

        await _serviceDispatcher.DisposeAsync();
    }

    private async Task<ControllerSession> OpenAsync(FrameLink link, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeoutSource = new(HandshakeTimeout, _options.Clock);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeoutSource.Token);
        HandshakeMessage peer = await link.ReadHelloAsync(ended.Token);
        ThrowIfProblem(_handshake.CheckPeer(peer));
        ThrowIfProblem(peer.Boot.Length > 0 && peer.Boot != _options.BootId ? AgentProblems.OtherBoot(peer.Boot, _options.BootId) : null);
        ThrowIfProblem(peer.Epoch < Epoch ? AgentProblems.Fenced(peer.Epoch, Epoch) : null);
        string nonce = Interlocked.Increment(ref _connections).ToString(CultureInfo.InvariantCulture);
        HandshakeMessage hello = new()
        {
            Node = _options.Node,
            Boot = _options.BootId,
            Nonce = nonce,
            Proof = _handshake.ProveAgent(peer, _options.BootId, nonce),
        };
        link.PostHello(hello);
        ThrowIfProblem(_handshake.CheckConfirmation(peer, hello, await link.ReadHelloAsync(ended.Token)));
        return new ControllerSession(link, peer.Epoch, peer.Session);
    }

    private static void ThrowIfProblem(Problem? problem)
    {
        if (problem is not null)
        {
            throw FaultException.From(problem);
        }
    }

    private async Task<Problem?> ServeAsync(ControllerSession controller, CancellationToken cancellationToken)
    {
        await FenceAsync(controller);
        FrameLink link = controller.Link;
        link.OnRequest = frame => StartCall(controller, frame);
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static link => ((FrameLink)link!).Fail(new OperationCanceledException()),
            link
        );
        try
        {
            link.Start();
            await link.WaitForEndAsync();
            await WaitAsync(controller.WhenIdleAsync());
            return link.IsOrderlyEnd || cancellationToken.IsCancellationRequested ? null : AgentProblems.From(link.Failure!);
        }
        finally
        {
            lock (_gate)
            {
                _controllers.Remove(controller);
            }
        }
    }

    // A hanging disk or program must not block the end of a connection or of the agent.
    private async Task WaitAsync(Task ended)
    {
        try
        {
            await ended.WaitAsync(_options.FrameTimeout, _options.Clock);
        }
        catch (TimeoutException) { }
    }

    private void Raise(long epoch)
    {
        if (epoch > _epoch)
        {
            _options.OnEpochRaised?.Invoke(epoch);
            _epoch = epoch;
        }
    }

    private async Task FenceAsync(ControllerSession controller)
    {
        ControllerSession[] older;
        lock (_gate)
        {
            ThrowIfProblem(controller.Epoch < _epoch ? AgentProblems.Fenced(controller.Epoch, _epoch) : null);
            Raise(controller.Epoch);
            older = [.. _controllers.Where(session => session.Epoch < controller.Epoch)];
            _controllers.Add(controller);
        }

        foreach (ControllerSession fenced in older)
        {
            await fenced.Link.CloseAsync(FaultMessage.From(AgentProblems.Fenced(fenced.Epoch, controller.Epoch)), _options.FrameTimeout);
        }
    }

    private void StartCall(ControllerSession controller, AgentFrame frame)
    {
        Request request = Request.Read(frame.Payload.Span);
        AgentCall? call = controller.Link.Add(frame.Call);
        if (call is null)
        {
            controller.Link.CountIgnored();
        }
        else
        {
            _services.Start(controller, call, request);
        }
    }
}
