namespace Sdk.Tests.Logs;

internal sealed class LogRig : ILogSink
{
    private readonly Lock _gate = new();
    private readonly List<(LogOrigin Origin, LogRecord Record)> _taken = [];

    public IReadOnlyList<(LogOrigin Origin, LogRecord Record)> Taken
    {
        get
        {
            lock (_gate)
            {
                return [.. _taken];
            }
        }
    }

    public static LogRecord Record(string message) =>
        new()
        {
            Logger = "service.hello",
            Level = 20,
            LevelName = "INFO",
            Time = "2024-11-25 21:11:46,122",
            Message = message,
            Module = "hello",
            Line = 24,
        };

    public static byte[] Frame(LogRecord record)
    {
        ArrayBufferWriter<byte> output = new();
        LogFrameWriter.Write(output, record, DateTimeOffset.UnixEpoch, 7);
        return output.WrittenSpan.ToArray();
    }

    public static string Line(ILogFormat format, LogOrigin origin, LogRecord record)
    {
        ArrayBufferWriter<byte> output = new();
        format.Write(output, origin, record);
        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static async Task<Socket> ConnectAsync(IPEndPoint server)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        return socket;
    }

    /// <summary>Waits until the kernel of the other side has received all sent bytes, read or unread.</summary>
    public static async Task UntilArrivedAsync(Socket socket)
    {
        // Linux, tcp(7) and linux/tcp.h: level IPPROTO_TCP, option TCP_INFO, in which tcpi_unacked is at byte 24. All
        // that was sent fits into the first window.
        const int Level = 6,
            Information = 11,
            Unacknowledged = 24;
        byte[] state = new byte[104];
        using CancellationTokenSource late = new(TimeSpan.FromMinutes(1));
        do
        {
            late.Token.ThrowIfCancellationRequested();
            await Task.Yield();
            socket.GetRawSocketOption(Level, Information, state);
        } while (BitConverter.ToUInt32(state, Unacknowledged) != 0);
    }

    public static async Task SendAsync(LogServer server, params byte[][] pieces)
    {
        using (Socket socket = await ConnectAsync(server.EndPoint))
        {
            foreach (byte[] piece in pieces)
            {
                await socket.SendAsync(piece);
            }

            socket.Shutdown(SocketShutdown.Send);
            await ReadToEndAsync(socket);
        }

        await UntilIdleAsync(server);
    }

    /// <summary>Waits until the server is idle. Ignores connections that only the kernel has accepted.</summary>
    public static async Task UntilIdleAsync(LogServer server, int records = 0)
    {
        using CancellationTokenSource late = new(TimeSpan.FromMinutes(1));
        while (server.Counters.Records < records || server.Counters.Connections > 0)
        {
            late.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _taken.AddRange(records.Select(record => (origin, record)));
        }

        return ValueTask.CompletedTask;
    }

    private static async Task ReadToEndAsync(Socket socket)
    {
        try
        {
            await socket.ReceiveAsync(new byte[1]);
        }
        catch (SocketException)
        {
            // The server has closed first.
        }
    }
}
