using System.ComponentModel;
using System.Diagnostics;

namespace Scalewright.Agents.Processes;

/// <summary>Program in its own session, so that everything it started can be ended with it.</summary>
internal sealed class RunningProcess : IDisposable
{
    private const int PieceBytes = 64 * 1024;

    // Maximum wait for output after an exit, while child processes keep pipes open.
    private static readonly TimeSpan OutputDrainTimeout = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly LocalProcessesOptions _options;

    private RunningProcess(Process process, LocalProcessesOptions options) => (_process, _options) = (process, options);

    /// <summary>Process ID, which is also the session ID.</summary>
    public int Id => _process.Id;

    /// <exception cref="LimitReachedException">The machine cannot start another program now.</exception>
    public static RunningProcess Start(CommandRequest request, LocalProcessesOptions options)
    {
        ProcessStartInfo start = Describe(request, options);
        DescriptorAvailability.Require(request.Command[0]);
        try
        {
            return new RunningProcess(Process.Start(start)!, options);
        }
        catch (Win32Exception failure)
        {
            throw ProcessStartFailure.Describe(request.Command[0], failure);
        }
    }

    /// <returns>Exit code; 128 plus the signal number if a signal ended it.</returns>
    public async Task<int> EndAsync(
        string input,
        Action<ReadOnlySpan<byte>> output,
        Action<ReadOnlySpan<byte>> error,
        CancellationToken cancellationToken
    )
    {
        using CancellationTokenSource closing = new(Timeout.InfiniteTimeSpan, _options.Clock);
        Task streams = Task.WhenAll(
            WriteAsync(_process.StandardInput.BaseStream, input, closing.Token),
            ReadAsync(_process.StandardOutput.BaseStream, output, closing.Token),
            ReadAsync(_process.StandardError.BaseStream, error, closing.Token)
        );
        try
        {
            await _process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        // Until the output has ended, cancellation still kills the processes left behind.
        await using CancellationTokenRegistration killing = cancellationToken.UnsafeRegister(
            static program => ((RunningProcess)program!).KillGroup(),
            this
        );
        closing.CancelAfter(OutputDrainTimeout);
        await streams;
        cancellationToken.ThrowIfCancellationRequested();
        return _process.ExitCode;
    }

    // Process.Dispose does not close streams that were accessed.
    public void Dispose()
    {
        _process.StandardOutput.Dispose();
        _process.StandardError.Dispose();
        _process.Dispose();
    }

    private static ProcessStartInfo Describe(CommandRequest request, LocalProcessesOptions options)
    {
        string folder = request.WorkingDirectory.Length == 0 ? Environment.CurrentDirectory : Path.GetFullPath(request.WorkingDirectory);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"there is no folder '{TextEscaping.Escape(request.WorkingDirectory)}' to start in");
        }

        string? folders = request.Environment.TryGetValue("PATH", out string? requestedPath) ? requestedPath : null;
        // Resolves the requested program first: if both are missing, the error names the one that the caller knows.
        string program = ExecutablePathResolver.Find(request.Command[0], folder, folders);
        ValueList<string> starter = FindStarter(folder, options);
        ProcessStartInfo start = new(starter[0], [.. starter.Skip(1), program, .. request.Command.Skip(1)])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach ((string name, string value) in request.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static ValueList<string> FindStarter(string folder, LocalProcessesOptions options)
    {
        try
        {
            return [ExecutablePathResolver.Find("setsid", folder, null)];
        }
        catch (FileNotFoundException) when (options.SessionStarter.Count > 0)
        {
            return options.SessionStarter;
        }
    }

    private static async Task WriteAsync(Stream stream, string input, CancellationToken cancellationToken)
    {
        try
        {
            await using (stream)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(input), cancellationToken);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            // The program exited without reading all input.
        }
    }

    private static async Task ReadAsync(Stream stream, Action<ReadOnlySpan<byte>> sink, CancellationToken cancellationToken)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            int count;
            while ((count = await stream.ReadAsync(piece, cancellationToken)) > 0)
            {
                sink(piece.AsSpan(0, count));
            }
        }
        catch (OperationCanceledException)
        {
            // A process started by the program keeps the pipe open.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    // The process tree includes processes that left the session; the session includes processes that lost their parent.
    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception failure) when (failure is Win32Exception or AggregateException or InvalidOperationException)
        {
            // Some processes have already exited.
        }

        KillGroup();
    }

    private void KillGroup() => ProcessInterop.Kill(-Id, ProcessInterop.KillSignal);
}
