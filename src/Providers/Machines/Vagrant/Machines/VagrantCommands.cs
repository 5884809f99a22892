using Scalewright.Clusters;

namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>Runs Vagrant in the folder of a cluster. Logs durations and retries.</summary>
internal sealed class VagrantCommands(VagrantOptions options, HostFolder folders, ILogger logger)
{
    // Enough for 1,000 VMs with a line each for name, state and both descriptions.
    private const int MaxOutputBytes = 4 * 1024 * 1024;

    // Vagrant's locales/en.yml, machine_action_locked and machine_locked: an action is in progress, or its entry in the
    // machine index is being written.
    private static readonly string[] Locked = ["another process is already executing an action", "because it is locked!"];
    private static readonly TimeSpan LockPause = TimeSpan.FromSeconds(1);

    /// <summary>Returns true if a command was refused because another program uses the VM.</summary>
    public static bool IsLocked(CommandResult result) => result.ExitCode != 0 && Locked.Any(GetMessage(result).Contains);

    /// <summary>Returns the error message of a failed command.</summary>
    public static string GetMessage(CommandResult result) =>
        result.Error.Trim().Length > 0 ? result.Error : VagrantStatusReader.ReadFailure(result.Output) ?? result.Output;

    /// <summary>Validates a Vagrantfile (<c>validate</c>).</summary>
    /// <exception cref="ProviderException">Vagrant cannot be run, or timed out.</exception>
    public Task<CommandResult> ValidateAsync(string vagrantfile, CancellationToken cancellationToken) =>
        folders.QueryAsync(
            Encoding.UTF8.GetBytes(vagrantfile),
            folder => RunInAsync(folder, ["validate"], options.CallTimeout, cancellationToken),
            cancellationToken
        );

    /// <summary>Runs a Vagrant command for some VMs and returns its result.</summary>
    /// <param name="names">VMs whose current records Vagrant needs.</param>
    /// <param name="deadline">Timeout after which the command is killed.</param>
    /// <exception cref="ProviderException">Vagrant cannot be run, or timed out.</exception>
    public async Task<CommandResult> RunAsync(
        string cluster,
        ValueList<string> arguments,
        ValueList<string> names,
        TimeSpan deadline,
        CancellationToken cancellationToken
    ) => await RunInAsync(await folders.ShowAsync(cluster, names, cancellationToken), arguments, deadline, cancellationToken);

    /// <summary>
    /// Runs a command as soon as no other program uses the VM, for example a start that a killed program left running.
    /// If the other program does not finish in time, returns the result of the refused command.
    /// </summary>
    /// <param name="names">VMs whose current records Vagrant needs.</param>
    /// <exception cref="ProviderException">Vagrant cannot be run, or timed out.</exception>
    public Task<CommandResult> RunAloneAsync(
        string cluster,
        ValueList<string> arguments,
        ValueList<string> names,
        CancellationToken cancellationToken
    ) => RunAloneAsync(arguments[0], () => RunAsync(cluster, arguments, names, options.CallTimeout, cancellationToken), cancellationToken);

    private async Task<CommandResult> RunAloneAsync(string verb, Func<Task<CommandResult>> run, CancellationToken cancellationToken)
    {
        long start = options.Clock.GetTimestamp();
        while (true)
        {
            CommandResult result = await run();
            if (!IsLocked(result) || options.Clock.GetElapsedTime(start) > options.CallTimeout)
            {
                return result;
            }

            VagrantLog.VmLocked(logger, verb, LockPause);
            await Task.Delay(LockPause, options.Clock, cancellationToken);
        }
    }

    /// <summary>Reads the states of VMs by name.</summary>
    /// <exception cref="ProviderException">Vagrant does not report them.</exception>
    public async Task<ValueMap<string>> ReadStatesAsync(string cluster, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        // These VMs were started, so their Vagrantfile already exists on the machine and is not copied.
        string[] arguments = ["status", "--machine-readable", .. names];
        CommandResult result = await RunAloneAsync(
            arguments[0],
            () => RunInAsync(folders.At(cluster), [.. arguments], options.CallTimeout, cancellationToken),
            cancellationToken
        );
        return result.ExitCode == 0
            ? VagrantStatusReader.Read(result.Output)
            : throw VagrantProblems.Exception(VagrantProblems.Failed("status", GetMessage(result)), mayRetry: true);
    }

    private async Task<CommandResult> RunInAsync(
        string folder,
        ValueList<string> arguments,
        TimeSpan deadline,
        CancellationToken cancellationToken
    )
    {
        CommandRequest request = new([options.Program, .. arguments])
        {
            Environment = options
                .Environment.With("VAGRANT_CWD", folder)
                .With("VAGRANT_DEFAULT_PROVIDER", options.Hypervisor)
                .With("VAGRANT_CHECKPOINT_DISABLE", "1")
                .With("VAGRANT_NO_COLOR", "1"),
            Timeout = deadline,
            MaxOutputBytes = MaxOutputBytes,
        };
        long started = options.Clock.GetTimestamp();
        try
        {
            CommandResult result = await (options.Host?.RunCommand ?? options.Run)(request, cancellationToken);
            TimeSpan duration = options.Clock.GetElapsedTime(started);
            VagrantLog.CommandCompleted(logger, arguments[0], result.ExitCode, duration);
            return result.HasTimedOut
                ? throw VagrantProblems.Exception(VagrantProblems.Late(arguments[0], deadline), mayRetry: true)
                : result;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw VagrantProblems.Exception(VagrantProblems.NoProgram(options.Program, exception.Message), inner: exception);
        }
        catch (ScalewrightException exception) when (exception is AgentException or ClusterException)
        {
            throw VagrantProblems.Lost(exception);
        }
    }
}

/// <summary>
/// Parses <c>vagrant status --machine-readable</c>: lines with time, VM, type and data (Vagrant documentation, "Machine
/// Readable Output").
/// </summary>
internal static class VagrantStatusReader
{
    /// <summary>
    /// Returns the Vagrant states of VMs by name: <c>running</c>, <c>poweroff</c>, <c>not_created</c> and others.
    /// </summary>
    public static ValueMap<string> Read(string text)
    {
        Dictionary<string, string> states = new(StringComparer.Ordinal);
        foreach (string[] parts in SplitLines(text))
        {
            if (parts is [_, { Length: > 0 } machine, "state", { Length: > 0 } state])
            {
                states[machine] = state;
            }
        }

        return states.ToValueMap();
    }

    /// <summary>Returns the reason for a failed command; null if the output does not contain a reason.</summary>
    public static string? ReadFailure(string text) =>
        SplitLines(text)
            .Select(parts => parts is [_, _, "error-exit", _, var message] ? message : null)
            .LastOrDefault(message => message is not null)
            ?.Replace("%!(VAGRANT_COMMA)", ",", StringComparison.Ordinal)
            .Replace("\\n", "\n", StringComparison.Ordinal);

    private static IEnumerable<string[]> SplitLines(string text) => text.Split('\n').Select(line => line.TrimEnd('\r').Split(','));
}
