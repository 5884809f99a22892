using Scalewright.Agents.Wire;
using Scalewright.Providers.Ssh.Files;
using Scalewright.Providers.Ssh.Shell;

namespace Scalewright.Providers.Ssh;

/// <summary>Connection to a machine. The machine requires only an SSH server and a POSIX shell.</summary>
/// <remarks>Disposing of the connection ends everything that was started over it. The transport keeps the login for
/// other connections.</remarks>
public sealed partial class SshConnection : INodeConnection
{
    private readonly SshLink _link;
    private readonly CancellationTokenSource _ending = new();

    private SshConnection(SshLink link, string node, string bootId) => (_link, Node, BootId) = (link, node, bootId);

    /// <inheritdoc/>
    public string Node { get; }

    /// <inheritdoc/>
    public string BootId { get; }

    /// <summary>Address of the machine.</summary>
    public NodeAddress Address => _link.Address;

    internal SshLink Link => _link;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The command is invalid.</exception>
    public async Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        CommandRequest.Validate(request);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        return await RunOnceAsync(request, ending.Token);
    }

    /// <inheritdoc/>
    public async Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default)
    {
        long start = _link.Options.Clock.GetTimestamp();
        CommandRequest nothing = new(["true"]) { Timeout = _link.ResponseTimeout };
        await RunAsync(nothing, cancellationToken);
        return _link.Options.Clock.GetElapsedTime(start);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_ending.IsCancellationRequested)
        {
            await _ending.CancelAsync();
            _ending.Dispose();
        }
    }

    internal static Task<SshConnection> OpenAsync(SshLink link, string node, CancellationToken cancellationToken) =>
        SshFaults.CallAsync(node, hasEffect: false, async () =>
            new SshConnection(link, node, await link.UseAsync(channel => Task.FromResult(channel.Boot), cancellationToken))
        );

    /// <summary>
    /// Removes files after a command or transfer. Best effort. Not cancelable, but with a time limit, which is short
    /// after a lost connection.
    /// </summary>
    /// <param name="command">Removes the files.</param>
    /// <param name="failure">Failure of the command or transfer; null for none.</param>
    internal async Task TryRemoveAsync(ValueList<string> command, Exception? failure)
    {
        // Less than the time after which a dead link is reported, and enough for another login over a live one.
        TimeSpan half = _link.Options.KeepAliveTimeout / 2;
        TimeSpan limit =
            half < FailureQuery.Limit && failure is AgentException lost && lost.Code == ProblemCode.ConnectionLost
                ? half
                : FailureQuery.Limit;
        try
        {
            await FailureQuery.RunAsync<CommandResult?>(
                async token => await RunOnceAsync(new CommandRequest(command), token),
                null,
                limit,
                _link.Options.Clock,
                CancellationToken.None
            );
        }
        catch (AgentException)
        {
            // The machine is unreachable. The files have unique names, and only their owner can read them.
        }
    }

    /// <summary>Runs a command over a channel without checking its result.</summary>
    internal async Task<CommandResult> RunOnceAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        if (Encoding.UTF8.GetByteCount(request.Input) <= ChannelScript.MaxInputBytes)
        {
            return await RunOnceAsync(request, "", cancellationToken);
        }

        string inputFile = await StoreInputAsync(request.Input, cancellationToken);
        CommandResult result;
        try
        {
            result = await RunOnceAsync(request, inputFile, cancellationToken);
        }
        catch (Exception failure)
        {
            await TryRemoveAsync(["rm", "-f", inputFile], failure);
            throw;
        }

        // A successful command has deleted the file.
        if (!result.Succeeded)
        {
            await TryRemoveAsync(["rm", "-f", inputFile], failure: null);
        }

        return result;
    }

    private async Task<CommandResult> RunOnceAsync(CommandRequest request, string inputFile, CancellationToken cancellationToken)
    {
        string script = ChannelScript.Run(request, _link.Options.Sudo, inputFile);
        (RunningCommand command, CommandEnd end, bool isLate) = await SshFaults.CallAsync(Node, hasEffect: true, () =>
            _link.UseAsync(channel => RunOnceAsync(request, script, channel, cancellationToken), cancellationToken)
        );
        return end.Fault.Length == 0
            ? CommandResult.FromBytes(end.ExitCode, command.Output.ToArray(), command.Error.ToArray()) with
            {
                Node = Node,
                DroppedBytes = command.Output.Dropped + command.Error.Dropped,
                DroppedErrorBytes = command.Error.Dropped,
                HasTimedOut = isLate,
            }
            : throw new AgentException(Node, ToProblem(end.Fault, request));
    }

    private async Task<(RunningCommand Command, CommandEnd End, bool IsLate)> RunOnceAsync(
        CommandRequest request,
        string script,
        ShellChannel channel,
        CancellationToken cancellationToken
    )
    {
        RunningCommand command = new(request.MaxOutputBytes);
        (CommandEnd end, bool isLate) = await Listening.RunAsync(
            Node,
            command,
            request.OnOutput,
            token => channel.RunAsync(script, command, request.Timeout, token),
            cancellationToken
        );
        return (command, end, isLate);
    }

    private static Problem ToProblem(string fault, CommandRequest request) =>
        fault switch
        {
            "folder" => SshProblems.Fault(
                $"there is no folder '{TextEscaping.Escape(request.WorkingDirectory)}' to start in",
                "make it, or start elsewhere"
            ),
            "input" => SshProblems.Fault("the file with its input no longer exists", "run it again"),
            "kill" => SshProblems.Fault(
                $"'{TextEscaping.Escape(request.Command[0])}' could not be killed and is still running: it does not "
                    + "belong to the login user",
                "end it on the machine; sudo must allow who logs in to run kill"
            ),
            _ => SshProblems.Fault(
                $"there is no program '{TextEscaping.Escape(request.Command[0])}' that may be started",
                "install it, or name its path"
            ),
        };

    private async Task<string> StoreInputAsync(string input, CancellationToken cancellationToken)
    {
        string path = $"/tmp/.scalewright-{MarkerGenerator.Generate()}";
        using MemoryStream content = new(Encoding.UTF8.GetBytes(input));
        await new FileSender(
            this,
            path,
            content,
            // Nothing ran yet if this fails, so the caller may retry the whole command.
            new FileTransferOptions { Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite, MaxResumes = 0 }
        ).SendAsync(cancellationToken);
        return path;
    }
}

/// <summary>Passes output to a listener while a command runs.</summary>
internal static class Listening
{
    /// <summary>Runs a command, and passes all its output to a listener before returning the result.</summary>
    /// <param name="listener">Receives the output; may be null.</param>
    public static async Task<T> RunAsync<T>(
        string node,
        RunningCommand command,
        Action<CommandOutput>? listener,
        Func<CancellationToken, Task<T>> run,
        CancellationToken cancellationToken
    )
    {
        if (listener is null)
        {
            return await run(cancellationToken);
        }

        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task hearing = new OutputForwarder(node, listener).FollowAsync(command.Written, ending.CancelAsync);
        try
        {
            return await run(ending.Token);
        }
        finally
        {
            // If the command was ended because of an exception of the listener, that exception is thrown.
            command.Written.End();
            await hearing;
        }
    }
}
