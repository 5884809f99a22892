using System.Runtime.InteropServices;
using Scalewright.Agents.Services;

namespace Scalewright.Agents.Processes;

/// <summary>Agent of a machine as a separate process. Exits only on request or when its folder is removed.</summary>
internal sealed class AgentServer(AgentFolder folder, string node, ServiceSet services, TimeSpan? frameTimeout)
{
    private const int BootBytes = 16;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);
    private static readonly byte[] Accepted = [1];

    /// <summary>Serves controllers until the agent is stopped or its folder is removed.</summary>
    /// <returns>False if another agent uses the folder.</returns>
    [SuppressMessage("Reliability", "CA2025", Justification = "The looking ends before what it looks at.")]
    public async Task<bool> RunAsync()
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle held = ProcessInterop.Open(
            folder.Lock,
            ProcessInterop.ReadWrite | ProcessInterop.Create | ProcessInterop.CloseOnExec | ProcessInterop.NoFollow,
            0x180
        );
        if (held.IsInvalid || ProcessInterop.Lock(held, ProcessInterop.LockExclusiveNow) != 0)
        {
            return false;
        }

        using CancellationTokenSource ending = new();
        using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            ending.Cancel();
        });
        EpochFile epochs = new(folder.Path);
        AgentHostOptions options = new()
        {
            Node = node,
            BootId = GenerateBootId(),
            Services = services,
            DataFolder = folder.Path,
            MinEpoch = epochs.Read(),
            OnEpochRaised = epochs.Write,
        };
        options = options with { FrameTimeout = frameTimeout ?? options.FrameTimeout };
        LocalProcessesOptions programs = new()
        {
            SessionStarter = [Environment.ProcessPath!, ScalewrightAgent.Word, ScalewrightAgent.Session],
        };
        await using AgentHost host = new(options, new LocalProcesses(programs), new LocalFiles());
        // The previous agent no longer holds the lock, so its socket is unused.
        File.Delete(folder.Socket);
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(folder.Address);
        listener.Listen();
        Task looking = PollAsync(ending);
        await AcceptAsync(host, listener, ending.Token);
        await ending.CancelAsync();
        await looking;
        File.Delete(folder.Socket);
        return true;
    }

    // .NET's random number generator needs OpenSSL, which small images lack.
    private static string GenerateBootId()
    {
        Span<byte> bytes = stackalloc byte[BootBytes];
        return ProcessInterop.FillRandom(ref bytes[0], BootBytes) == 0
            ? Convert.ToHexStringLower(bytes)
            : throw new IOException($"the kernel gave no random numbers: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    private static async Task AcceptAsync(AgentHost host, Socket listener, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                // A failed connection does not end the agent.
                _ = ServeAsync(host, await listener.AcceptAsync(cancellationToken), cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static async Task ServeAsync(AgentHost host, Socket process, CancellationToken cancellationToken)
    {
        using (process)
        {
            await using PassedStandardStreams? streams = await PassedStandardStreams.ReceiveAsync(process, cancellationToken);
            if (streams is not null)
            {
                await process.SendAsync(Accepted, cancellationToken);
                await host.ServeAsync(streams, cancellationToken);
            }
        }
    }

    private async Task PollAsync(CancellationTokenSource ending)
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(PollInterval, TimeProvider.System, ending.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (!File.Exists(folder.Socket))
            {
                await ending.CancelAsync();
            }
        }
    }
}

/// <summary>Stores the highest accepted epoch, so that a restarted agent still refuses older controllers.</summary>
internal sealed class EpochFile(string folder)
{
    private const int MaxLength = 20;

    private readonly string _path = Path.Combine(folder, "agent.epoch");

    /// <summary>Reads the epoch; 0 if none was written. Throws if it is invalid: 0 would admit stale
    /// controllers.</summary>
    public long Read()
    {
        if (!File.Exists(_path))
        {
            return 0;
        }

        using FileStream file = new(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> text = stackalloc byte[MaxLength];
        int length = file.ReadAtLeast(text, MaxLength, throwOnEndOfStream: false);
        return long.TryParse(text[..length], NumberStyles.None, CultureInfo.InvariantCulture, out long epoch)
            ? epoch
            : throw new InvalidOperationException($"{_path} holds no epoch; remove it when no other controller uses this machine.");
    }

    public void Write(long epoch)
    {
        string temporary = $"{_path}.new";
        using (FileStream file = new(temporary, FileMode.Create, FileAccess.Write))
        {
            Span<byte> text = stackalloc byte[MaxLength];
            epoch.TryFormat(text, out int length, provider: CultureInfo.InvariantCulture);
            file.Write(text[..length]);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, _path, overwrite: true);
    }
}
