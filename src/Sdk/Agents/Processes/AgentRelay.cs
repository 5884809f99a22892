using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Scalewright.Agents.Wire;

namespace Scalewright.Agents.Processes;

/// <summary>Carries bytes between the standard streams of a connection and the agent of the machine. Where there is no agent it says so in the agent's place.</summary>
/// <param name="folder">The agent's folder.</param>
/// <param name="starter">Starts the agent when none runs; null: nobody does.</param>
internal sealed class AgentRelay(AgentFolder folder, AgentStarter? starter)
{
    /// <returns>True: it was the relay of an agent, or told that there is none.</returns>
    public async Task<bool> RunAsync()
    {
        await using FileStream input = Open(0, FileAccess.Read);
        await using FileStream output = Open(1, FileAccess.Write);
        (Socket? Agent, string Failure) met = (await folder.ConnectAsync(CancellationToken.None), AgentStarter.NotRunning);
        if (met.Agent is null && starter is not null)
        {
            met = await starter.StartAsync();
        }

        using Socket? socket = met.Agent;
        string? failure = socket is null ? met.Failure : await CarryAsync(socket, input, output);
        await (failure is null ? Task.CompletedTask : TellAsync(output, failure));
        return true;
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The descriptors stay open until the process ends.")]
    private static FileStream Open(int descriptor, FileAccess access) => new(new SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0);

    /// <returns>How many bytes there were.</returns>
    private static async Task<long> CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[64 * 1024];
        long copied = 0;
        try
        {
            int count;
            while ((count = await from.ReadAsync(bytes, cancellationToken)) > 0)
            {
                await to.WriteAsync(bytes.AsMemory(0, count), cancellationToken);
                copied += count;
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of both has gone.
        }

        return copied;
    }

    /// <returns>What is to be told in the agent's place; null: nothing, it has spoken for itself.</returns>
    [SuppressMessage("Reliability", "CA2025", Justification = "Either end ends both; what is still read or written then is given up.")]
    private async Task<string?> CarryAsync(Socket socket, FileStream input, FileStream output)
    {
        await using NetworkStream agent = new(socket, ownsSocket: false);
        using CancellationTokenSource ending = new();
        Task<long> answers = CopyAsync(agent, output, ending.Token);
        // Either end ends both. The controller says goodbye in the protocol; nothing is lost with the rest.
        Task first = await Task.WhenAny(CopyAsync(input, agent, ending.Token), answers);
        await ending.CancelAsync();
        if (!ReferenceEquals(first, answers) || await answers > 0)
        {
            return null;
        }

        using Socket? again = await folder.ConnectAsync(CancellationToken.None);
        return again is null ? AgentStarter.NotRunning : null;
    }

    private async Task TellAsync(FileStream output, string failure)
    {
        FaultMessage fault = FaultMessage.From(AgentProblems.Ended(failure));
        fault.Lines = folder.ReadLogEnd();
        FrameBuffer frame = new();
        frame.Add(FrameKind.Goodbye, 0, default, AgentJson.Write(fault, AgentJson.Default.FaultMessage));
        // Before: whoever has heard it may end this process.
        folder.MarkTold();
        try
        {
            await output.WriteAsync(frame.Bytes);
        }
        catch (IOException)
        {
            // The controller has gone, and will ask again.
            folder.ForgetTold();
        }
    }
}
