using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Scalewright.Logs;

namespace VirtCluster;

/// <summary>What the services of an agent say, sent to a log server while one is named.</summary>
/// <param name="own">The agent's address: the server knows a node by where it calls from.</param>
internal sealed class ForwardedLog(IPAddress own) : IAsyncDisposable
{
    private const int Info = 20;

    private readonly Lock _gate = new();
    private LogSender? _sender;

    /// <summary>Sends from now on; an earlier server gets nothing more.</summary>
    public ValueTask StartAsync(string host, int port) => ExchangeAsync(new LogSender(token => ConnectAsync(host, port, token), new LogSenderOptions { Loggers = ["avocado.service", "avocado.virttest"] }));

    /// <summary>Sends nothing from now on; what was said before has been sent.</summary>
    public ValueTask StopAsync() => ExchangeAsync(null);

    /// <summary>Says something for information.</summary>
    public void Write(string service, string message, [CallerFilePath] string path = "", [CallerMemberName] string function = "", [CallerLineNumber] int line = 0)
    {
        LogRecord record = new()
        {
            Logger = $"avocado.service.{service}",
            Time = TimeProvider.System.GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss,fff", CultureInfo.InvariantCulture),
            Level = Info,
            LevelName = "INFO",
            Message = message,
            Module = Path.GetFileNameWithoutExtension(path),
            Path = Path.GetFileName(path),
            Function = function,
            Line = line,
        };
        lock (_gate)
        {
            _sender?.TrySend(record);
        }
    }

    public ValueTask DisposeAsync() => StopAsync();

    private async ValueTask ExchangeAsync(LogSender? next)
    {
        LogSender? last;
        lock (_gate)
        {
            (last, _sender) = (_sender, next);
        }

        if (last is not null)
        {
            await last.DisposeAsync();
        }
    }

    private async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        Socket socket = new(own.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(own, 0));
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
