using System.Buffers;
using System.Net.Sockets;

namespace Loopback.Minimega;

internal sealed class Connection(MinimegaServer server, MinimegaServerOptions options, PlumbPipes pipes, Socket socket)
    : IDisposable,
        IPlumber
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly SemaphoreSlim _sending = new(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using Connection open = this;
        JsonValues values = new(_stream, options.RequestBytesMax);
        try
        {
            while (await values.NextAsync(cancellationToken) is { } value)
            {
                using JsonDocument document = value;
                Request request = Request.Read(document.RootElement);
                if (request.PlumbPipe.Length > 0)
                {
                    await PlumbAsync(request.PlumbPipe, values, cancellationToken);
                    return;
                }

                await AnswerAsync(request, cancellationToken);
            }
        }
        catch (Exception e)
            when (e is JsonException or IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException)
        { }
    }

    public bool IsWriter => true;

    public Task TakeAsync(string text, CancellationToken cancellationToken) => SendAsync(MinimegaJson.Write(text), cancellationToken);

    public void End() => Dispose();

    public void Dispose()
    {
        _stream.Dispose();
        _sending.Dispose();
    }

    /// <summary>The line is lost if the client has disconnected.</summary>
    public async Task SendAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            await _sending.WaitAsync(cancellationToken);
            await _stream.WriteAsync(Encoding.UTF8.GetBytes(text + "\n"), cancellationToken);
            _sending.Release();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            Dispose();
        }
    }

    private async Task AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        if (options.BeforeCommand is { } begin)
        {
            await begin(request.Command, cancellationToken);
        }

        IReadOnlyList<MinimegaReply> replies = server.Answer(request);
        if (options.BeforeReply is { } wait)
        {
            await wait(request.Command, cancellationToken);
        }

        foreach (MinimegaReply reply in replies)
        {
            await SendAsync(MinimegaJson.Write(reply), cancellationToken);
        }
    }

    private async Task PlumbAsync(string name, JsonValues values, CancellationToken cancellationToken)
    {
        using IDisposable membership = pipes.Join(name, this);
        while (await values.NextAsync(cancellationToken) is { } value)
        {
            using JsonDocument document = value;
            string text =
                document.RootElement.ValueKind == JsonValueKind.String
                    ? document.RootElement.GetString()!
                    : throw new JsonException("not a text");
            await pipes.WriteAsync(name, text, cancellationToken);
        }
    }
}

/// <summary>Reads JSON values, however they are split or joined.</summary>
internal sealed class JsonValues(NetworkStream stream, int bytesMax)
{
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    public async Task<JsonDocument?> NextAsync(CancellationToken cancellationToken)
    {
        int needed = 1;
        while (true)
        {
            // A long value is parsed again only when it has doubled, so that slow senders cost no more than fast ones.
            if (_end - _start >= needed || EndsValue())
            {
                if (Take() is { } value)
                {
                    return value;
                }

                needed = (_end - _start) * 2;
            }

            MakeRoom();
            int count = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (count == 0)
            {
                return null;
            }

            _end += count;
        }
    }

    private bool EndsValue() => _end > _start && _buffer[_end - 1] is (byte)'}' or (byte)'"' or (byte)']' or (byte)'\n';

    private JsonDocument? Take()
    {
        ReadOnlySequence<byte> bytes = new(_buffer, _start, _end - _start);
        Utf8JsonReader reader = new(bytes, isFinalBlock: false, state: default);
        if (!JsonDocument.TryParseValue(ref reader, out JsonDocument? value))
        {
            return null;
        }

        _start += (int)reader.BytesConsumed;
        return value;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end > bytesMax)
        {
            throw new JsonException("request too long");
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }
}
