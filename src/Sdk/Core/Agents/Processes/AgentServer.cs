using System.Runtime.InteropServices;
using Scalewright.Agents.Services;
using Scalewright.Journals;

namespace Scalewright.Agents.Processes;

/// <summary>The agent of a machine as a process of its own. It outlives the connections of its controllers, and ends with its folder.</summary>
internal sealed class AgentServer(AgentFolder folder, string node, ServiceSet services, TimeSpan? frameDeadline)
{
    private const int BootBytes = 16;

    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(2);
    private static readonly byte[] Taken = [1];

    /// <summary>Answers controllers until it is told to end, or its folder is removed.</summary>
    /// <returns>False when another agent has the folder.</returns>
    [SuppressMessage("Reliability", "CA2025", Justification = "The looking ends before what it looks at.")]
    public async Task<bool> RunAsync()
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle held = LinuxCalls.Open(folder.Lock, LinuxCalls.ReadWrite | LinuxCalls.Create | LinuxCalls.CloseOnExec | LinuxCalls.NoFollow, 0x180);
        if (held.IsInvalid || LinuxCalls.Lock(held, LinuxCalls.LockExclusiveNow) != 0)
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
            Boot = DrawBoot(),
            Services = services,
            Folder = folder.Path,
            EpochMin = epochs.Read(),
            EpochRaised = epochs.Write,
        };
        options = options with { FrameDeadline = frameDeadline ?? options.FrameDeadline };
        LocalProgramsOptions programs = new()
        {
            SessionStarter = [Environment.ProcessPath!, ScalewrightAgent.Word, ScalewrightAgent.Session],
        };
        await using AgentHost host = new(options, new LocalPrograms(programs), new LocalFiles());
        // Who had it before holds the lock no more.
        File.Delete(folder.Socket);
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(folder.Address);
        listener.Listen();
        Task looking = LookAsync(ending);
        await AcceptAsync(host, listener, ending.Token);
        await ending.CancelAsync();
        await looking;
        File.Delete(folder.Socket);
        return true;
    }

    // The framework's random numbers come from OpenSSL, which small images lack.
    private static string DrawBoot()
    {
        Span<byte> bytes = stackalloc byte[BootBytes];
        return LinuxCalls.FillRandom(ref bytes[0], BootBytes) == 0
            ? Convert.ToHexStringLower(bytes)
            : throw new IOException($"the kernel gave no random numbers: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "What serves a socket ends it.")]
    private static async Task AcceptAsync(AgentHost host, Socket listener, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                // What ends a connection is its own result; the agent goes on.
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
            await using PassedStreams? streams = await PassedStreams.TakeAsync(process, cancellationToken);
            if (streams is not null)
            {
                await process.SendAsync(Taken, cancellationToken);
                await host.ServeAsync(streams, cancellationToken);
            }
        }
    }

    private async Task LookAsync(CancellationTokenSource ending)
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(LookPeriod, TimeProvider.System, ending.Token);
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

/// <summary>The highest epoch of a controller that an agent has let in, on disk: an agent that is started anew refuses those that the one before refused.</summary>
internal sealed class EpochFile(string folder)
{
    private const int LengthMax = 20;

    private readonly string _path = Path.Combine(folder, "agent.epoch");

    /// <summary>The epoch; 0 when none was written.</summary>
    /// <exception cref="InvalidOperationException">The file holds something else: nobody knows then who is stale.</exception>
    public long Read()
    {
        if (!File.Exists(_path))
        {
            return 0;
        }

        using FileStream file = new(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> text = stackalloc byte[LengthMax];
        int length = file.ReadAtLeast(text, LengthMax, throwOnEndOfStream: false);
        return long.TryParse(text[..length], NumberStyles.None, CultureInfo.InvariantCulture, out long epoch)
            ? epoch
            : throw new InvalidOperationException($"{_path} holds no epoch; remove it when no other controller uses this machine.");
    }

    /// <summary>Keeps an epoch, whole or not at all.</summary>
    public void Write(long epoch)
    {
        string temporary = $"{_path}.new";
        using (FileStream file = new(temporary, FileMode.Create, FileAccess.Write))
        {
            Span<byte> text = stackalloc byte[LengthMax];
            epoch.TryFormat(text, out int length, provider: CultureInfo.InvariantCulture);
            file.Write(text[..length]);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, _path, overwrite: true);
    }
}
