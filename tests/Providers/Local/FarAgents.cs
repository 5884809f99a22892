namespace Local.Tests;

/// <summary>Reaches one node through a program on <c>web-1</c> and the links of both to <c>web-2</c>.</summary>
internal sealed class FarAgents : IProvider, INodeFaultInjection
{
    private const int Port = 7000;

    // 128 + SIGKILL.
    private const int Killed = 137;

    // Accepts connections on a Unix socket and forwards their bytes to the address in the second line.
    private const string Forwarder = """
        import socket,threading,time
        def pump(a,b):
          try:
            while d:=a.recv(65536): b.sendall(d)
          except OSError: pass
          for s in (a,b):
            try: s.shutdown(2)
            except OSError: pass
        def go(c):
          s=connect()
          threading.Thread(target=pump,args=(c,s),daemon=True).start(); pump(s,c)
        while True: threading.Thread(target=go,args=(listener.accept()[0],),daemon=True).start()
        """;

    private readonly LocalProvider _inner;
    private readonly string _folder;
    private readonly AgentHost _agent = new(
        new AgentHostOptions
        {
            Node = "web-2",
            BootId = "far",
            FrameTimeout = TimeSpan.FromMinutes(2),
        },
        new LocalProcesses(),
        new LocalFiles()
    );
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _ending = new();
    private readonly List<Task> _running = [];
    private int _sessions;

    public FarAgents(LocalProvider inner, string folder)
    {
        (_inner, _folder) = (inner, folder);
        _listener.Bind(new UnixDomainSocketEndPoint(FarSocket));
        _listener.Listen();
        _running.Add(ServeAsync());
    }

    public string Name => _inner.Name;

    public TimeProvider Clock => _inner.Clock;

    public Random Random => _inner.Random;

    public ILogger Logger => _inner.Logger;

    public int MaxBatchSize => _inner.MaxBatchSize;

    public TimeSpan ConsistencyWindow => _inner.ConsistencyWindow;

    private string FarSocket => $"{_folder}/far";

    private string NearSocket => $"{_folder}/near";

    public async Task StartAsync(Resource near, Resource far, string farAddress)
    {
        _running.Add(
            RunAsync(
                far,
                $"""
                import socket
                listener=socket.create_server(('',{Port}))
                def connect():
                  s=socket.socket(socket.AF_UNIX); s.connect('{FarSocket}'); return s
                {Forwarder}
                """
            )
        );
        _running.Add(
            RunAsync(
                near,
                $"""
                import socket,os,time
                while True:
                  try: socket.create_connection(('{farAddress}',{Port}),5).close(); break
                  except OSError: time.sleep(.01)
                listener=socket.socket(socket.AF_UNIX); listener.bind('{NearSocket}.new'); listener.listen(); os.rename('{NearSocket}.new','{NearSocket}')
                connect=lambda: socket.create_connection(('{farAddress}',{Port}))
                {Forwarder}
                """
            )
        );
        using CancellationTokenSource late = new(TimeSpan.FromMinutes(1));
        while (!File.Exists(NearSocket))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), late.Token);
        }
    }

    public async Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
        node.Tag.Name == "web-2"
            ? await AgentConnection.OpenAsync(ConnectAsync, Whom(), cancellationToken)
            : await _inner.ConnectAsync(node, cancellationToken);

    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default) =>
        _inner.RunAsync(program, cancellationToken);

    public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default) =>
        _inner.CheckAsync(topology, cancellationToken);

    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        _inner.ObserveAsync(owner, cancellationToken);

    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken = default) =>
        _inner.ApplyAsync(requests, cancellationToken);

    public ValueList<Problem> CheckFault(NodeFault fault) => _inner.CheckFault(fault);

    public Task KillAsync(Resource node, CancellationToken cancellationToken = default) => _inner.KillAsync(node, cancellationToken);

    public Task InjectFaultAsync(Resource node, NodeFault fault, CancellationToken cancellationToken = default) =>
        _inner.InjectFaultAsync(node, fault, cancellationToken);

    public Task<NodeFault> ReadFaultAsync(Resource node, CancellationToken cancellationToken = default) =>
        _inner.ReadFaultAsync(node, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_running);
        await _agent.DisposeAsync();
        _listener.Dispose();
        _ending.Dispose();
        await _inner.DisposeAsync();
    }

    // Six seconds for a response: less than the file takes, so that only a timeout by size suffices. Slow frames and
    // idle connections are allowed.
    private AgentConnectionOptions Whom() =>
        new()
        {
            Node = "web-2",
            SessionId = $"session-{Interlocked.Increment(ref _sessions)}",
            ResponseTimeout = TimeSpan.FromSeconds(6),
            FrameTimeout = TimeSpan.FromMinutes(2),
            HeartbeatTimeout = TimeSpan.FromMinutes(2),
        };

    private async Task<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(NearSocket), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync(_ending.Token);
                _ = _agent.ServeAsync(new NetworkStream(socket, ownsSocket: true), CancellationToken.None);
            }
        }
        catch (OperationCanceledException) { }
    }

    private async Task RunAsync(Resource node, string program)
    {
        await using INodeConnection connection = await _inner.ConnectAsync(node);
        try
        {
            CommandResult result = await connection.RunAsync(
                new CommandRequest(["python3", "-c", program]) { Timeout = TimeSpan.FromHours(1) },
                _ending.Token
            );
            result.ExitCode.ShouldBe(Killed, result.Error);
        }
        catch (Exception ended)
            when (ended is OperationCanceledException || ended is AgentException gone && gone.Code == ProblemCode.ResourceNotFound) { }
    }
}
