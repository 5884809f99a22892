using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Scalewright.Logs;

namespace VirtCluster;

/// <summary>Log of an agent's services: a file that is rotated at 10 MiB, and optionally a log server.</summary>
internal sealed class ForwardedLog : IAsyncDisposable
{
    private const int Info = 20;
    private const int Error = 40;

    private readonly Lock _gate = new();
    private readonly IPAddress _own;
    private readonly LogOrigin _origin;
    private readonly LogFile _file;
    private LogFile? _redirected;
    private LogSender? _sender;

    /// <param name="own">IP address of the agent, by which the log server identifies the node.</param>
    /// <param name="folder">Folder of the log files.</param>
    public ForwardedLog(IPAddress own, string folder)
    {
        (_own, Folder, _origin) = (own, folder, new LogOrigin(own.ToString(), "agent", "agent"));
        _file = new LogFile(Path.Combine(folder, "agent"));
    }

    public string Folder { get; }

    /// <summary>Log file of all records.</summary>
    public string AgentFile => Path.Combine(Folder, "agent.log");

    /// <summary>Log file of the records that were sent to a log server.</summary>
    public string ServiceFile => Path.Combine(Folder, "service.log");

    /// <summary>Starts sending to a server, instead of an earlier one.</summary>
    public async ValueTask StartAsync(string host, int port)
    {
        await StopAsync();
        File.Delete(ServiceFile);
        await ExchangeAsync(new LogSender(token => ConnectAsync(host, port, token), new LogSenderOptions { LoggerPrefixes = ["avocado.service", "avocado.virttest"] }), new LogFile(Path.Combine(Folder, "service")));
    }

    /// <summary>Stops sending. All earlier records have been sent.</summary>
    public ValueTask StopAsync() => ExchangeAsync(null, null);

    /// <summary>Logs a message at the level INFO.</summary>
    public void Write(
        string service, string message, [CallerFilePath] string path = "", [CallerMemberName] string function = "", [CallerLineNumber] int line = 0) =>
        Write(CreateRecord(service, Info, "INFO", message, path, function, line));

    public void WriteError(
        string service, string message, [CallerFilePath] string path = "", [CallerMemberName] string function = "", [CallerLineNumber] int line = 0) =>
        Write(CreateRecord(service, Error, "ERROR", message, path, function, line));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _file.Dispose();
    }

    private static LogRecord CreateRecord(
        string service, int level, string levelName, string message, string path, string function, int line) => new()
        {
            Logger = $"avocado.service.{service}",
            Level = level,
            LevelName = levelName,
            Message = message,
            Module = Path.GetFileNameWithoutExtension(path),
            Path = Path.GetFileName(path),
            Function = function,
            Line = line,
        };

    private void Write(LogRecord text)
    {
        LogRecord record = text.WithTimestamp(TimeProvider.System.GetLocalNow());
        lock (_gate)
        {
            Keep(_file, record);
            if (_sender is not null)
            {
                Keep(_redirected!, record);
                _sender.TrySend(record);
            }
        }
    }

    // A log file that cannot be written must not fail a call.
    private void Keep(LogFile file, LogRecord record)
    {
        try
        {
            file.WriteAsync(_origin, [record], CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
        catch (IOException)
        {
        }
    }

    private async ValueTask ExchangeAsync(LogSender? next, LogFile? file)
    {
        LogSender? last;
        lock (_gate)
        {
            (last, _sender) = (_sender, next);
            _redirected?.Dispose();
            _redirected = file;
        }

        if (last is not null)
        {
            await last.DisposeAsync();
        }
    }

    private async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        Socket socket = new(_own.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(_own, 0));
            await socket.ConnectAsync(host, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
