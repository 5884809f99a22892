using System.Buffers.Binary;
using Scalewright.Agents.Processes;

namespace Scalewright.Agents.Wire;

/// <summary>Runs commands. A started command survives a broken connection until its timeout.</summary>
internal sealed class CommandService(AgentHostOptions options, INodeProcesses programs, IdempotencyCache cache)
{
    // 128 plus SIGKILL, as a shell reports it.
    private const int KilledCode = 137;

    public async Task RunAsync(ControllerSession controller, AgentCall call, Request request, CancellationToken stop)
    {
        RunRequest body = AgentJson.Read(request.Body, AgentJson.Default.RunRequest);
        CommandRequest command = Describe(body) with
        {
            Input = body.HasInput ? await InputReader.ReadAsync(call, options.MaxInputBytes, stop) : "",
        };
        if (cache.TryStart(controller.Identify(request.Head), out Operation? operation, out CachedResponse? response))
        {
            operation!.Output = new ProcessOutput(command.MaxOutputBytes);
            _ = ExecuteAsync(operation, command, operation.Output);
        }

        if (operation is not null)
        {
            Task<CachedResponse> completion = operation.WaitAsync(controller, call, stop);
            await SendLiveOutputAsync(operation, body, call, stop);
            response = await completion;
        }

        await response!.SendAsync(controller.Link, call, stop);
    }

    private static async Task SendLiveOutputAsync(Operation operation, RunRequest body, AgentCall call, CancellationToken stop)
    {
        if (!body.HasListener || operation.Output is not { } output)
        {
            return;
        }

        byte[] message = [];
        await output
            .Follow(() => operation.Completion.IsCompleted)
            .FollowAsync(
                Math.Max(0, body.OutputHeard),
                Math.Max(0, body.ErrorHeard),
                async piece =>
                {
                    Array.Resize(ref message, Math.Max(message.Length, sizeof(long) + piece.Bytes.Length));
                    BinaryPrimitives.WriteInt64BigEndian(message, piece.Start);
                    piece.Bytes.Span.CopyTo(message.AsSpan(sizeof(long)));
                    await call.SendWholeAsync(
                        piece.IsError ? ChannelIds.LiveError : ChannelIds.LiveOutput,
                        message.AsMemory(0, sizeof(long) + piece.Bytes.Length),
                        stop
                    );
                },
                stop
            );
    }

    private static CommandRequest Describe(RunRequest body) =>
        body.Words.Concat(body.Environment.Values).Any(text => text is null)
            ? throw new FrameException("an argument or environment variable of a command is null")
            : Convert(body);

    private static CommandRequest Convert(RunRequest body) =>
        new(body.Words.ToValueList())
        {
            WorkingDirectory = body.Folder,
            Environment = body.Environment.ToValueMap(),
            Timeout = TimeSpan.FromMilliseconds(Math.Clamp(body.DeadlineMilliseconds, 1, (long)TimeSpan.FromDays(40).TotalMilliseconds)),
            MaxOutputBytes = Math.Max(0, body.OutputBytesMax),
        };

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the seam throws is the answer of the call, not the end of the agent.")]
    private async Task ExecuteAsync(Operation operation, CommandRequest command, ProcessOutput output)
    {
        CachedResponse response;
        using CancellationTokenSource timeoutSource = new(command.Timeout, options.Clock);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(operation.Canceled, timeoutSource.Token);
        try
        {
            int code =
                command.Command.Count == 0
                    ? throw new IOException("there is no program to start")
                    : await programs.RunAsync(command, output, ended.Token);
            response = CreateResponse(code, output, isLate: false);
        }
        catch (OperationCanceledException) when (timeoutSource.IsCancellationRequested)
        {
            response = CreateResponse(KilledCode, output, isLate: true);
        }
        catch (OperationCanceledException)
        {
            response = CachedResponse.Broken(
                AgentProblems.Rejected("the command was killed before it completed", "check its effects before you retry it")
            );
        }
        catch (FileNotFoundException failure) when (command.Command is [var program, ..] && failure.FileName == program)
        {
            response = CachedResponse.Failed(
                AgentProblems.Rejected(failure.Message.TrimEnd('.'), "install the program on the node, or name one that the node has")
            );
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            response = CachedResponse.Failed(HandlerErrorMapper.Describe(failure));
        }
        catch (Exception failure)
        {
            response = CachedResponse.Broken(HandlerErrorMapper.Describe(failure));
        }

        cache.End(operation, response);
        output.End();
    }

    private static CachedResponse CreateResponse(int code, ProcessOutput output, bool isLate)
    {
        RunResponse response = new()
        {
            ExitCode = code,
            DroppedBytes = output.DroppedBytes,
            DroppedErrorBytes = output.DroppedErrorBytes,
            DeadlinePassed = isLate,
            OutOfMemory = output.IsOutOfMemory,
        };
        return new CachedResponse(AgentJson.Write(response, AgentJson.Default.RunResponse), null)
        {
            Output = output.GetOutput(),
            Error = output.GetError(),
        };
    }
}

/// <summary>Result of a command. Its output was sent before as chunks.</summary>
internal sealed record RunResponse
{
    /// <summary>Exit code of the program.</summary>
    public int ExitCode { get; set; }

    /// <summary>Number of bytes of standard output that exceeded the limit and were dropped.</summary>
    public long DroppedBytes { get; set; }

    /// <summary>Number of bytes of standard error that exceeded the limit and were dropped.</summary>
    public long DroppedErrorBytes { get; set; }

    /// <summary>True if the program was killed on timeout.</summary>
    public bool DeadlinePassed { get; set; }

    /// <summary>True if the kernel killed it for lack of memory.</summary>
    public bool OutOfMemory { get; set; }
}

internal static class HandlerErrorMapper
{
    public static Problem Describe(Exception failure) =>
        failure switch
        {
            FaultException fault => AgentProblems.From(fault.Fault),
            AgentException rejected => AgentProblems.Rejected(rejected.Problems[0].Message, rejected.Problems[0].Advice),
            OperationCanceledException => AgentProblems.Rejected(
                "the call was ended before it was done",
                "check its effects before you retry it"
            ),
            LimitReachedException limit => AgentProblems.Rejected(limit.Message, limit.Advice),
            DirectoryNotFoundException => AgentProblems.Rejected(
                DescribeMissingFolder(failure.Message.TrimEnd('.')),
                "create the folder, or use another path"
            ),
            FileNotFoundException => AgentProblems.Rejected(failure.Message.TrimEnd('.'), "use the path of an existing file"),
            UnauthorizedAccessException => AgentProblems.Rejected(
                failure.Message.TrimEnd('.'),
                "grant the agent's user the required permission"
            ),
            IOException => AgentProblems.Rejected(failure.Message.TrimEnd('.'), "check the node's disk and log, then retry"),
            _ => AgentProblems.Rejected(
                $"{failure.GetType().Name}: {failure.Message.TrimEnd('.')}",
                "report it to the author of the INodeProcesses or INodeFiles implementation"
            ),
        };

    private static string DescribeMissingFolder(string message)
    {
        const string Runtime = "Could not find a part of the path ";
        return message.StartsWith(Runtime, StringComparison.Ordinal)
            ? $"a folder of the path {message[Runtime.Length..]} does not exist"
            : message;
    }
}

internal static class InputReader
{
    public static async Task<string> ReadAsync(AgentCall call, int maxCount, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> input = new();
        while (await call.ReceiveAsync(cancellationToken) is { } chunk)
        {
            if (input.WrittenCount + chunk.Count > maxCount)
            {
                chunk.Return();
                throw FaultException.From(
                    AgentProblems.Rejected($"the input of a command is longer than {maxCount} bytes", "put it into a file")
                );
            }

            input.Write(chunk.Bytes.Span);
            chunk.Return();
        }

        return Encoding.UTF8.GetString(input.WrittenSpan);
    }
}
