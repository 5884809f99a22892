using System.Net.Sockets;
using Loopback.Minimega.Commands;

namespace Loopback.Minimega;

public sealed class MinimegaServer : IAsyncDisposable
{
    private readonly MinimegaServerOptions _options;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _commandTurn = new();
    private readonly Interpreter _interpreter;
    private readonly Site _site;
    private readonly List<string> _commands = [];
    private readonly HashSet<Task> _connections = [];
    private readonly Task _accepting;

    private MinimegaServer(MinimegaServerOptions options, Socket listener)
    {
        (_options, _listener, _site) = (options, listener, new Site(options));
        _interpreter = new(_site);
        _accepting = AcceptAsync();
    }

    public string SocketPath => Path.Combine(_options.Base, "minimega");

    /// <summary>Also has command files.</summary>
    public string FilesFolder => Path.Combine(_options.Base, "files");

    /// <summary>In the order of execution.</summary>
    public IReadOnlyList<string> Commands
    {
        get
        {
            lock (_commandTurn)
            {
                return [.. _commands];
            }
        }
    }

    public static MinimegaServer Start(MinimegaServerOptions options)
    {
        Directory.CreateDirectory(Path.Combine(options.Base, "files"));
        string path = Path.Combine(options.Base, "minimega");
        File.Delete(path);
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(64);
        return new(options, listener);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Task[] open;
        lock (_connections)
        {
            open = [.. _connections];
        }

        await Task.WhenAll(open);
        _site.Namespaces.Values.ToList().ForEach(Site.End);
        _stop.Dispose();
        File.Delete(SocketPath);
    }

    internal IReadOnlyList<MinimegaReply> Execute(string line)
    {
        lock (_commandTurn)
        {
            if (_commands.Count < _options.HistoryMax)
            {
                _commands.Add(line);
            }

            return _interpreter.Execute(line);
        }
    }

    /// <summary>Joining is not acknowledged, so tests cannot notice it in another way.</summary>
    public Task WaitForPlumbersAsync(string pipe, int count, CancellationToken cancellationToken) =>
        _site.Plumbing.WaitAsync(pipe, count, cancellationToken);

    internal IReadOnlyList<MinimegaReply> Answer(Request request)
    {
        if (request.Command.Length > 0 == request.Suggest.Length > 0)
        {
            return [_interpreter.Refuse("must specify either command or suggest")];
        }

        if (request.Command.Length > 0)
        {
            return Execute(request.Command);
        }

        IReadOnlyList<string> suggestions = CommandLanguage.Recorded.Suggest(request.Suggest);
        return [new MinimegaReply { Suggestions = suggestions.Count > 0 ? [.. suggestions] : null }];
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync(_stop.Token);
                Serve(socket);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException) { }
    }

    private void Serve(Socket socket)
    {
        lock (_connections)
        {
            _connections.RemoveWhere(connection => connection.IsCompleted);
            if (_connections.Count >= _options.ConnectionsMax)
            {
                socket.Dispose();
                return;
            }

            _connections.Add(new Connection(this, _options, _site.Plumbing, socket).RunAsync(_stop.Token));
        }
    }
}
