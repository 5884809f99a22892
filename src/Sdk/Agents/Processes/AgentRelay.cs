using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Scalewright.Agents.Processes;

/// <summary>Carries bytes between the standard streams of a connection and the agent of the machine, which it starts when none runs.</summary>
internal sealed class AgentRelay(AgentFolder folder, string node, string program)
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(10);

    // $1: the log. The agent belongs to no session of a connection.
    private const string Start = "l=$1;shift;exec setsid \"$@\" </dev/null >>\"$l\" 2>&1 &";

    /// <returns>False when no agent can be started.</returns>
    public async Task<bool> RunAsync()
    {
        using Socket? socket = await folder.ConnectAsync(CancellationToken.None) ?? await StartAsync();
        if (socket is null)
        {
            return false;
        }

        await using NetworkStream agent = new(socket, ownsSocket: false);
        await using FileStream input = Open(0, FileAccess.Read);
        await using FileStream output = Open(1, FileAccess.Write);
        using CancellationTokenSource ending = new();
        // Either end ends both. The controller says goodbye in the protocol; nothing is lost with the rest.
        await Task.WhenAny(CopyAsync(input, agent, ending.Token), CopyAsync(agent, output, ending.Token));
        await ending.CancelAsync();
        return true;
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The descriptors stay open until the process ends.")]
    private static FileStream Open(int descriptor, FileAccess access) => new(new SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0);

    private static async Task CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[64 * 1024];
        try
        {
            int count;
            while ((count = await from.ReadAsync(bytes, cancellationToken)) > 0)
            {
                await to.WriteAsync(bytes.AsMemory(0, count), cancellationToken);
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of both has gone.
        }
    }

    private async Task<Socket?> StartAsync()
    {
        long start = TimeProvider.System.GetTimestamp();
        try
        {
            using Process starter = Process.Start(new ProcessStartInfo("sh", ["-c", Start, "sh", folder.Log, program, ScalewrightAgent.Word, "serve", folder.Path, node]) { UseShellExecute = false })!;
            await starter.WaitForExitAsync();
        }
        catch (Win32Exception)
        {
            return null;
        }

        while (TimeProvider.System.GetElapsedTime(start) < StartPatience)
        {
            if (await folder.ConnectAsync(CancellationToken.None) is { } socket)
            {
                return socket;
            }

            await Task.Delay(LookPeriod, TimeProvider.System);
        }

        return null;
    }
}
