using System.Net.WebSockets;

namespace Loopback.Kubernetes.Exec;

internal sealed class ExecSession(IExecWire wire, Process process) : IDisposable
{
    private const int PieceMax = 32 * 1024;
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _gone = new();

    /// <summary>A disconnect of the client leaves the program running, as in a cluster.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using CancellationTokenRegistration left = cancellationToken.Register(_gone.Cancel);
        Task reading = ReadAsync();
        try
        {
            await Task.WhenAll(
                PassAsync(process.StandardOutput.BaseStream, ExecStream.Output),
                PassAsync(process.StandardError.BaseStream, ExecStream.Error)
            );
            await process.WaitForExitAsync(_gone.Token);
            await wire.EndAsync(Encoding.UTF8.GetBytes(ExecStatus.Of(process.ExitCode).ToJsonString()), _gone.Token);

            // The client also closes once it has read everything. Closing earlier would cost it the exit status.
            await Task.WhenAny(reading, Task.Delay(ClosePatience, TimeProvider.System, _gone.Token));
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException or IOException)
        {
            // The streams are closed; the program is not killed.
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

    public void Dispose() => _gone.Dispose();

    private async Task PassAsync(Stream from, ExecStream stream)
    {
        byte[] piece = new byte[PieceMax];
        while (await from.ReadAsync(piece, _gone.Token) is > 0 and int count)
        {
            await wire.SendAsync(stream, piece.AsMemory(0, count), _gone.Token);
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await wire.ReadAsync(_gone.Token) is { } input)
            {
                await TakeAsync(input);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException or IOException)
        {
            // The client disconnected.
        }

        await _gone.CancelAsync();
    }

    private async Task TakeAsync(ExecInput input)
    {
        try
        {
            if (!input.Bytes.IsEmpty)
            {
                await process.StandardInput.BaseStream.WriteAsync(input.Bytes, _gone.Token);
                await process.StandardInput.BaseStream.FlushAsync(_gone.Token);
            }

            if (input.IsLast)
            {
                process.StandardInput.Close();
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException)
        {
            // The program no longer reads its input.
        }
    }
}

internal static class ExecStatus
{
    public static JsonObject Of(int code)
    {
        if (code == 0)
        {
            return new JsonObject { ["metadata"] = new JsonObject(), ["status"] = "Success" };
        }

        if (code == PodSandboxes.MissingCode)
        {
            return new JsonObject
            {
                ["metadata"] = new JsonObject(),
                ["status"] = "Failure",
                ["reason"] = "InternalError",
                ["code"] = 500,
                ["message"] =
                    "error executing command in container: failed to exec in container: OCI runtime exec failed: exec failed: unable to start container process: executable file not found in $PATH: unknown",
            };
        }

        string text = code.ToString(CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["reason"] = "NonZeroExitCode",
            ["message"] = $"command terminated with non-zero exit code: exit status {text}",
            ["details"] = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ExitCode", ["message"] = text }) },
        };
    }
}
