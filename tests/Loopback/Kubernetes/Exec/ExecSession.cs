using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Loopback.Kubernetes.Exec;

/// <summary>A program in a pod over a WebSocket: the first byte of each message says which stream it is of (<c>v4.channel.k8s.io</c>; the fifth version can end streams).</summary>
/// <param name="socket">The connection.</param>
/// <param name="process">The program.</param>
internal sealed class ExecSession(WebSocket socket, Process process) : IDisposable
{
    private const byte Input = 0;
    private const byte Output = 1;
    private const byte Error = 2;
    private const byte Status = 3;
    private const byte Close = 255;
    private const int PieceMax = 32 * 1024;
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _gone = new();

    /// <summary>Serves until the program has ended, or the caller has gone: then it is left to itself, as clusters do.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using CancellationTokenRegistration left = cancellationToken.Register(_gone.Cancel);
        Task reading = ReadAsync();
        try
        {
            await Task.WhenAll(PassAsync(process.StandardOutput.BaseStream, Output, _gone.Token), PassAsync(process.StandardError.BaseStream, Error, _gone.Token));
            await process.WaitForExitAsync(_gone.Token);
            await SendAsync(Status, Encoding.UTF8.GetBytes(StatusOf(process.ExitCode).ToJsonString()), _gone.Token);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _gone.Token);

            // The caller closes, too, when it has read all; to go before that would take the end away from it.
            await Task.WhenAny(reading, Task.Delay(ClosePatience, TimeProvider.System, _gone.Token));
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException or IOException)
        {
            // Its streams end; what it does then is its own affair.
        }
        finally
        {
            await _gone.CancelAsync();
            await reading;
            process.StandardInput.Dispose();
            process.StandardOutput.Dispose();
            process.StandardError.Dispose();
        }
    }

    public void Dispose()
    {
        _gone.Dispose();
        _turn.Dispose();
    }

    private static JsonObject StatusOf(int code)
    {
        if (code == 0)
        {
            return new JsonObject { ["metadata"] = new JsonObject(), ["status"] = "Success" };
        }

        if (code == PodSandboxes.MissingCode)
        {
            return new JsonObject
            {
                ["metadata"] = new JsonObject(), ["status"] = "Failure", ["reason"] = "InternalError", ["code"] = 500,
                ["message"] = "error executing command in container: failed to exec in container: OCI runtime exec failed: exec failed: unable to start container process: executable file not found in $PATH: unknown",
            };
        }

        string text = code.ToString(CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["metadata"] = new JsonObject(), ["status"] = "Failure", ["reason"] = "NonZeroExitCode", ["message"] = $"command terminated with non-zero exit code: exit status {text}",
            ["details"] = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ExitCode", ["message"] = text }) },
        };
    }

    private async Task PassAsync(Stream stream, byte channel, CancellationToken cancellationToken)
    {
        byte[] piece = new byte[PieceMax];
        while (await stream.ReadAsync(piece, cancellationToken) is > 0 and int count)
        {
            await SendAsync(channel, piece.AsMemory(0, count), cancellationToken);
        }
    }

    private async Task SendAsync(byte channel, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        byte[] message = [channel, .. bytes.Span];
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task ReadAsync()
    {
        byte[] piece = new byte[PieceMax];
        bool isStart = true;
        byte channel = Input;
        try
        {
            while (await socket.ReceiveAsync(piece.AsMemory(), _gone.Token) is { MessageType: not WebSocketMessageType.Close } part)
            {
                ReadOnlyMemory<byte> bytes = piece.AsMemory(0, part.Count);
                if (isStart && bytes.Length > 0)
                {
                    (channel, bytes) = (bytes.Span[0], bytes[1..]);
                }

                isStart = part.EndOfMessage;
                await TakeAsync(channel, bytes, _gone.Token);
            }

            await _gone.CancelAsync();
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException)
        {
            await _gone.CancelAsync();
        }
    }

    private async Task TakeAsync(byte channel, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            if (channel == Input)
            {
                await process.StandardInput.BaseStream.WriteAsync(bytes, cancellationToken);
                await process.StandardInput.BaseStream.FlushAsync(cancellationToken);
            }
            else if (channel == Close && bytes.Length > 0 && bytes.Span[0] == Input)
            {
                process.StandardInput.Close();
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException)
        {
            // The program reads no more.
        }
    }
}
