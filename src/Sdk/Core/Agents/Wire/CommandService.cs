using System.Buffers.Binary;
using Scalewright.Agents.Processes;

namespace Scalewright.Agents.Wire;

/// <summary>Runs commands. A started command survives a broken connection until its timeout.</summary>
internal sealed class CommandService(AgentHostOptions options, INodeProcesses programs, IdempotencyCache memory)
{
    // 128 plus SIGKILL, as a shell reports it.
    private const int KilledCode = 137;

    public async Task RunAsync(ControllerSession controller, AgentCall call, Request request, CancellationToken gone)
    {
        RunRequest wanted = AgentJson.Read(request.Body, AgentJson.Default.RunRequest);
        CommandRequest command = Describe(wanted) with
        {
            Input = wanted.HasInput ? await InputReader.ReadAsync(call, options.MaxInputBytes, gone) : ""
        };
        if (memory.Begin(controller.Identify(request.Head), out Operation? operation, out CachedResponse? answer))
        {
            operation!.Output = new ProcessOutput(command.MaxOutputBytes);
            _ = ExecuteAsync(operation, command, operation.Output);
        }

        if (operation is not null)
        {
            Task<CachedResponse> done = operation.WaitAsync(controller, call, gone);
            await SendLiveOutputAsync(operation, wanted, call, gone);
            answer = await done;
        }

        await answer!.SendAsync(controller.Link, call, gone);
    }

    private static async Task SendLiveOutputAsync(
        Operation operation, RunRequest wanted, AgentCall call, CancellationToken gone)
    {
        if (!wanted.HasListener || operation.Output is not { } output)
        {
            return;
        }

        byte[] message = [];
        await output.Follow(() => operation.Done.IsCompleted).FollowAsync(
            Math.Max(0, wanted.OutputHeard),
            Math.Max(0, wanted.ErrorHeard),
            async piece =>
            {
                Array.Resize(ref message, Math.Max(message.Length, sizeof(long) + piece.Bytes.Length));
                BinaryPrimitives.WriteInt64BigEndian(message, piece.Start);
                piece.Bytes.Span.CopyTo(message.AsSpan(sizeof(long)));
                await call.SendWholeAsync(piece.IsError ? ChannelIds.LiveError : ChannelIds.LiveOutput,
                    message.AsMemory(0, sizeof(long) + piece.Bytes.Length), gone);
            },
            gone);
    }

    private static CommandRequest Describe(RunRequest wanted) =>
        wanted.Words.Concat(wanted.Environment.Values).Any(word => word is null)
            ? throw new FrameException("an argument or environment variable of a command is null")
            : Convert(wanted);

    private static CommandRequest Convert(RunRequest wanted) => new(wanted.Words.ToValueList())
    {
        WorkingDirectory = wanted.Folder,
        Environment = wanted.Environment.ToValueMap(),
        Timeout = TimeSpan.FromMilliseconds(
            Math.Clamp(wanted.DeadlineMilliseconds, 1, (long)TimeSpan.FromDays(40).TotalMilliseconds)),
        MaxOutputBytes = Math.Max(0, wanted.OutputBytesMax),
    };

    [SuppressMessage("Design", "CA1031",
        Justification = "Whatever the seam throws is the answer of the call, not the end of the agent.")]
    private async Task ExecuteAsync(Operation operation, CommandRequest command, ProcessOutput output)
    {
        CachedResponse answer;
        using CancellationTokenSource late = new(command.Timeout, options.Clock);
        using CancellationTokenSource ended =
            CancellationTokenSource.CreateLinkedTokenSource(operation.Unwanted, late.Token);
        try
        {
            int code = command.Command.Count == 0
                ? throw new IOException("there is no program to start")
                : await programs.RunAsync(command, output, ended.Token);
            answer = Answer(code, output, isLate: false);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            answer = Answer(KilledCode, output, isLate: true);
        }
        catch (OperationCanceledException)
        {
            answer = CachedResponse.Broken(AgentProblems.Refused(
                "the command was killed before it completed", "check its effects before you retry it"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            answer = CachedResponse.Failed(HandlerErrorMapper.Describe(failure));
        }
        catch (Exception failure)
        {
            answer = CachedResponse.Broken(HandlerErrorMapper.Describe(failure));
        }

        memory.End(operation, answer);
        output.End();
    }

    private static CachedResponse Answer(int code, ProcessOutput output, bool isLate)
    {
        RunResponse answer = new()
        {
            ExitCode = code,
            DroppedBytes = output.DroppedBytes,
            DroppedErrorBytes = output.DroppedErrorBytes,
            DeadlinePassed = isLate,
            OutOfMemory = output.IsOutOfMemory,
        };
        return new CachedResponse(AgentJson.Write(answer, AgentJson.Default.RunResponse),
            null) { Output = output.TakeOutput(), Error = output.TakeError() };
    }
}

/// <summary>Result of a command. Its output was sent before as chunks.</summary>
internal sealed record RunResponse
{
    public int ExitCode { get; set; }

    public long DroppedBytes { get; set; }

    public long DroppedErrorBytes { get; set; }

    public bool DeadlinePassed { get; set; }

    public bool OutOfMemory { get; set; }
}

internal static class HandlerErrorMapper
{
    public static Problem Describe(Exception failure) => failure switch
    {
        FaultException fault => AgentProblems.Of(fault.Fault),
        AgentException refused => AgentProblems.Refused(refused.Problems[0].Message, refused.Problems[0].Advice),
        OperationCanceledException => AgentProblems.Refused("the call was ended before it was done", "make it again"),
        LimitReachedException limit => AgentProblems.Refused(limit.Message, limit.Advice),
        FileNotFoundException or DirectoryNotFoundException =>
            AgentProblems.Refused(failure.Message.TrimEnd('.'), "use the path of an existing file or folder"),
        UnauthorizedAccessException =>
            AgentProblems.Refused(failure.Message.TrimEnd('.'), "grant the agent's user the required permission"),
        IOException => AgentProblems.Refused(
            failure.Message.TrimEnd('.'), "check the node's disk and log, then retry"),
        _ => AgentProblems.Refused($"{failure.GetType().Name}: {failure.Message.TrimEnd('.')}",
            "report it to the author of the INodeProcesses or INodeFiles implementation"),
    };
}

internal static class InputReader
{
    public static async Task<string> ReadAsync(AgentCall call, int countMax, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> input = new();
        while (await call.ReceiveAsync(cancellationToken) is { } chunk)
        {
            if (input.WrittenCount + chunk.Count > countMax)
            {
                chunk.Return();
                throw FaultException.From(AgentProblems.Refused(
                    $"the input of a command is longer than {countMax} bytes", "put it into a file"));
            }

            input.Write(chunk.Bytes.Span);
            chunk.Return();
        }

        return Encoding.UTF8.GetString(input.WrittenSpan);
    }
}
