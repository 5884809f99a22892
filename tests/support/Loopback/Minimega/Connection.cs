using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Scalewright.Providers.Minimega;

namespace Loopback.Minimega;

/// <summary>One client.</summary>
internal sealed class Connection(MinimegaServer server, MinimegaServerOptions options, PlumbPipes pipes, Socket socket) : IDisposable, IPlumber
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly SemaphoreSlim _sending = new(1);

    /// <summary>Serves the client until it leaves, or sends what is no request.</summary>
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
        catch (Exception e) when (e is JsonException or IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException)
        {
        }
    }

    /// <inheritdoc/>
    public bool IsWriter => true;

    /// <inheritdoc/>
    public Task TakeAsync(string text, CancellationToken cancellationToken) => SendAsync(MinimegaJson.Write(text), cancellationToken);

    /// <inheritdoc/>
    public void End() => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _sending.Dispose();
    }

    /// <summary>Sends a line; the line is lost when the client has gone.</summary>
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
            string text = document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString()! : throw new JsonException("not a text");
            await pipes.WriteAsync(name, text, cancellationToken);
        }
    }
}
