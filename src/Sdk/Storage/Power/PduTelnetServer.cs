namespace Scalewright.Storage.Power;

/// <summary>Serves the telnet ports of power units, on loopback only.</summary>
[SuppressMessage(
    "Reliability",
    "CA2025",
    Justification = "Listeners are disposed of after the tasks that use them, and each caller by its own."
)]
public sealed class PduTelnetServer : IAsyncDisposable
{
    private const int MaxCallers = 64;
    private readonly StorageCluster _cluster;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<TcpListener> _listeners = [];
    private readonly List<Task> _accepting = [];

    private PduTelnetServer(StorageCluster cluster) => _cluster = cluster;

    /// <summary>Ports by unit.</summary>
    public ValueMap<int> Ports { get; private set; } = ValueMap.Empty<int>();

    /// <summary>Starts listening.</summary>
    /// <param name="cluster">Cluster with the power units.</param>
    /// <param name="firstPort">Port of the first unit; the others follow. Default 2300; 0 for free ports.</param>
    /// <exception cref="StorageException">A port is in use, or the port range is exhausted.</exception>
    public static PduTelnetServer Start(StorageCluster cluster, int firstPort = 2300)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        int last = IPEndPoint.MaxPort - Math.Max(0, cluster.Power.Units.Count - 1);
        if (firstPort < 0 || firstPort > last)
        {
            throw new StorageException(
                ProblemCode.OutOfRange,
                "first port of power units",
                $"{firstPort} leaves no port for some of {Pluralizer.Format(cluster.Power.Units.Count, "unit")}",
                $"use 0 to {last}; 0 takes any that are free"
            );
        }

        PduTelnetServer ports = new(cluster);
        Dictionary<string, int> portsByUnit = new(StringComparer.Ordinal);
        foreach (string unit in cluster.Power.Units)
        {
            portsByUnit[unit] = ports.Listen(unit, firstPort == 0 ? 0 : firstPort + portsByUnit.Count);
        }

        ports.Ports = portsByUnit.ToValueMap();
        return ports;
    }

    /// <summary>Closes all connections and ports.</summary>
    public async ValueTask DisposeAsync()
    {
        // A listener that is stopped between two connections would fail to accept the next one.
        await _stop.CancelAsync();
        await Task.WhenAll(_accepting);
        _listeners.ForEach(listener => listener.Dispose());
        _stop.Dispose();
    }

    private int Listen(string unit, int port)
    {
        TcpListener listener = new(IPAddress.Loopback, port);
        try
        {
            listener.Start();
        }
        catch (SocketException exception)
        {
            listener.Dispose();
            _listeners.ForEach(opened => opened.Stop());
            throw new StorageException(
                [
                    new Problem(ProblemCode.ConflictingFields, exception.Message, "choose other ports: 0 takes any that are free")
                    {
                        Field = $"port {port} of {unit}",
                    },
                ],
                exception
            );
        }

        _listeners.Add(listener);
        _accepting.Add(AcceptAsync(listener, unit));
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task AcceptAsync(TcpListener listener, string unit)
    {
        List<Task> callers = [];
        try
        {
            while (true)
            {
                TcpClient caller = await listener.AcceptTcpClientAsync(_stop.Token);
                callers.RemoveAll(task => task.IsCompleted);
                if (callers.Count < MaxCallers)
                {
                    callers.Add(TalkAsync(caller, unit));
                }
                else
                {
                    caller.Dispose();
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The client disconnects.
        }

        await Task.WhenAll(callers);
    }

    private async Task TalkAsync(TcpClient caller, string unit)
    {
        using TcpClient client = caller;
        try
        {
            NetworkStream stream = client.GetStream();
            PowerMenu menu = new(_cluster.Power, unit, _cluster.Clock);
            TelnetLines lines = new(stream);
            await SendAsync(stream, menu.Prompt);
            while (!menu.IsLoggedOut)
            {
                if (await lines.ReadAsync(_stop.Token) is not { } input)
                {
                    break;
                }

                await SendAsync(stream, await menu.EnterAsync(input, _stop.Token));
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or StorageException)
        {
            // The client or the outlet is gone.
        }
    }

    private async Task SendAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text), _stop.Token);
}

/// <summary>Reads the lines of a telnet client, ended by CR, LF or both.</summary>
/// <remarks>An escape is a line of its own. Telnet commands are skipped.</remarks>
internal sealed class TelnetLines(Stream stream)
{
    private const int MaxLength = 200;
    private const byte Escape = 27;

    // RFC 854: a command is IAC, a verb and usually an option.
    private const byte Command = 255;
    private const int CommandRest = 2;

    private readonly byte[] _next = new byte[1];
    private bool _wasReturn;

    /// <summary>Reads the next line; null if the client disconnected or the line is too long.</summary>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        StringBuilder line = new();
        int skip = 0;
        while (line.Length < MaxLength && await stream.ReadAsync(_next, cancellationToken) > 0)
        {
            byte sign = _next[0];
            bool endedBefore = _wasReturn && sign is (byte)'\n' or 0;
            _wasReturn = sign == '\r';
            if (skip > 0)
            {
                skip--;
            }
            else if (sign == Command)
            {
                skip = CommandRest;
            }
            else if (sign is (byte)'\r' or (byte)'\n' && !endedBefore)
            {
                return line.ToString();
            }
            else if (sign == Escape)
            {
                return PowerMenu.Escape;
            }
            else if (!endedBefore)
            {
                line.Append((char)sign);
            }
        }

        return null;
    }
}
