using System.IO.Pipes;
using Scalewright.Agents.Wire;

namespace Scalewright.Agents.Processes;

/// <summary>Passes standard streams to the agent and waits until it is done, or reports that no agent runs.</summary>
/// <param name="starter">Starts the agent if none is running; null: no agent is started.</param>
internal sealed class StandardStreamHandover(AgentFolder folder, AgentStarter? starter)
{
    private const int Input = 0;
    private const int Output = 1;

    // An agent ends a connection once it has read the input to the end.
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(2);

    /// <returns>True if an agent received the streams, or its absence was reported.</returns>
    public async Task<bool> RunAsync()
    {
        if (!IsPipe(Input, PipeDirection.In) || !IsPipe(Output, PipeDirection.Out))
        {
            throw new InvalidOperationException(
                "Standard input and output lead from a controller to an agent: they must be pipes or sockets."
            );
        }

        (Socket? Agent, string Failure) met = (await folder.ConnectAsync(CancellationToken.None), AgentStarter.NotRunning);
        if (met.Agent is null && starter is not null)
        {
            met = await starter.StartAsync();
        }

        using Socket? socket = met.Agent;
        string? failure = socket is null ? met.Failure : await HandOverAsync(socket);

        if (failure is not null)
        {
            await ReportAsync(failure);
        }

        return true;
    }

    private static bool IsPipe(int descriptor, PipeDirection direction)
    {
        try
        {
            using AnonymousPipeClientStream stream = PassedStandardStreams.Copy(direction, descriptor);
            return true;
        }
        catch (IOException)
        {
            // A descriptor of another kind, or a closed one.
            return false;
        }
    }

    /// <returns>Failure to report in place of the agent; null if no failure occurred.</returns>
    private async Task<string?> HandOverAsync(Socket agent)
    {
        using CancellationTokenSource ending = new();
        Task<bool> served = ServeAsync(agent, ending.Token);
        // A frozen agent never finishes, but its controller stops waiting and disconnects.
        Task gone = WaitForDisconnectAsync(ending.Token);
        Task first = await Task.WhenAny(served, gone);
        await ending.CancelAsync();
        if (!ReferenceEquals(first, served) || await served)
        {
            return null;
        }

        using Socket? again = await folder.ConnectAsync(CancellationToken.None);
        return again is null ? AgentStarter.NotRunning : null;
    }

    /// <summary>Waits until the output has no reader, or the input has ended and the agent had time to react.</summary>
    private static async Task WaitForDisconnectAsync(CancellationToken cancellationToken)
    {
        Task outputClosed = PeerDisconnectMonitor.WaitUntilNoReaderAsync(Output, cancellationToken);
        await Task.WhenAny(outputClosed, PeerDisconnectMonitor.WaitUntilNoWriterAsync(Input, cancellationToken));
        await Task.WhenAny(outputClosed, Task.Delay(EndGrace, TimeProvider.System, cancellationToken));
    }

    /// <summary>Waits until the agent exits or is done with the streams. They are closed when this process
    /// exits.</summary>
    /// <returns>False if the agent exited before it received them.</returns>
    private static async Task<bool> ServeAsync(Socket agent, CancellationToken cancellationToken)
    {
        byte[] taken = new byte[1];
        try
        {
            DescriptorPassing.Send(agent, Input, Output);
            if (await agent.ReceiveAsync(taken, cancellationToken) == 0)
            {
                return false;
            }

            _ = await agent.ReceiveAsync(taken, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // The agent exited or the wait was canceled. Only a byte that has arrived proves that it has the streams.
            return taken[0] != 0;
        }
    }

    private async Task ReportAsync(string failure)
    {
        FaultMessage fault = FaultMessage.From(AgentProblems.Ended(failure));
        fault.Lines = folder.ReadLogEnd();
        // Marked before the write, because the receiver may end this process.
        folder.MarkExitReported();
        using CancellationTokenSource ending = new();
        try
        {
            await using AnonymousPipeClientStream output = PassedStandardStreams.Copy(PipeDirection.Out, Output);
            Task writing = output.WriteAsync(FrameBuffer.FromFault(fault).Bytes, ending.Token).AsTask();
            await Task.WhenAny(writing, WaitForDisconnectAsync(ending.Token));
            await ending.CancelAsync();
            await writing;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The controller disconnected before it received the report. The next connection gets it.
            folder.ClearExitReported();
        }
    }
}
