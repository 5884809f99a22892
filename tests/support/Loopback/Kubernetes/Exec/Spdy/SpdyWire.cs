namespace Loopback.Kubernetes.Exec.Spdy;

/// <summary>
/// Protocol <c>v4.channel.k8s.io</c> over SPDY/3.1: the client opens a stream each for status, input, output and
/// errors, and names its purpose in a header.
/// </summary>
internal sealed class SpdyWire(SpdyConnection connection) : IExecWire
{
    // Kubernetes, remote command: the header that names the purpose of a stream.
    private const string TypeHeader = "streamtype";
    private readonly Dictionary<ExecStream, int> _streams = [];
    private int _lastStream;

    /// <returns>False if the client has disconnected.</returns>
    public async Task<bool> OpenAsync(IReadOnlyCollection<ExecStream> wanted, CancellationToken cancellationToken)
    {
        while (!wanted.All(_streams.ContainsKey))
        {
            if (await connection.ReadAsync(cancellationToken) is not { } frame)
            {
                return false;
            }

            if (await TakeAsync(frame, cancellationToken) is not { Bytes.IsEmpty: true, IsLast: false })
            {
                throw new SpdyException("the caller speaks before it has opened all streams");
            }
        }

        return true;
    }

    public async Task<ExecInput?> ReadAsync(CancellationToken cancellationToken) =>
        await connection.ReadAsync(cancellationToken) is { } frame ? await TakeAsync(frame, cancellationToken) : null;

    public Task SendAsync(ExecStream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        _streams.TryGetValue(stream, out int number)
            ? connection.SendAsync(number, bytes, isLast: false, cancellationToken)
            : Task.CompletedTask;

    public async Task EndAsync(ReadOnlyMemory<byte> status, CancellationToken cancellationToken)
    {
        await connection.SendAsync(_streams[ExecStream.Status], status, isLast: true, cancellationToken);
        foreach (ExecStream stream in new[] { ExecStream.Output, ExecStream.Error })
        {
            if (_streams.TryGetValue(stream, out int number))
            {
                await connection.SendAsync(number, default, isLast: true, cancellationToken);
            }
        }

        await connection.LeaveAsync(_lastStream, cancellationToken);
    }

    private async Task<ExecInput> TakeAsync(SpdyFrame frame, CancellationToken cancellationToken)
    {
        switch (frame.Kind)
        {
            case SpdyKind.Data when _streams.TryGetValue(ExecStream.Input, out int input) && frame.Stream == input:
                return new ExecInput(frame.Body, frame.IsLast);
            case SpdyKind.Data when !_streams.ContainsValue(frame.Stream):
                await connection.ResetAsync(frame.Stream, SpdyStatus.InvalidStream, cancellationToken);
                break;
            case SpdyKind.SynStream:
                await BeginAsync(frame, cancellationToken);
                break;
            case SpdyKind.Headers:
                // Their content is not needed, but the next headers cannot be decompressed without them.
                connection.HeadersOf(frame);
                break;
            case SpdyKind.Ping when frame.Stream % 2 == 1:
                await connection.AnswerAsync(frame, cancellationToken);
                break;
            case SpdyKind.RstStream when _streams.TryGetValue(ExecStream.Input, out int input) && frame.Stream == input:
                return new ExecInput(default, IsLast: true);
        }

        // Windows, settings and terminal sizes change nothing here, and after GOAWAY the connection closes by itself.
        return default;
    }

    private async Task BeginAsync(SpdyFrame frame, CancellationToken cancellationToken)
    {
        string type = connection.HeadersOf(frame).GetValueOrDefault(TypeHeader, "");
        ExecStream? stream = type switch
        {
            "error" => ExecStream.Status,
            "stdin" => ExecStream.Input,
            "stdout" => ExecStream.Output,
            "stderr" => ExecStream.Error,
            "resize" => ExecStream.Resize,
            _ => null,
        };
        if (frame.Stream % 2 == 0 || frame.Stream <= _lastStream)
        {
            await connection.ResetAsync(frame.Stream, SpdyStatus.ProtocolError, cancellationToken);
        }
        else if (stream is not { } known || !_streams.TryAdd(known, frame.Stream))
        {
            await connection.ResetAsync(frame.Stream, SpdyStatus.RefusedStream, cancellationToken);
        }
        else
        {
            _lastStream = frame.Stream;
            await connection.AcceptAsync(frame.Stream, cancellationToken);
        }
    }
}
