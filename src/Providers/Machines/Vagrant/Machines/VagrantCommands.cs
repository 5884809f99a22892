using Scalewright.Clusters;

namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>Runs Vagrant in the folder of a cluster.</summary>
/// <param name="options">Where it is, and what it gets.</param>
/// <param name="logger">Takes how long commands took, and which are repeated.</param>
internal sealed class VagrantCommands(VagrantOptions options, HostFolder folders, ILogger logger)
{
    // A thousand VMs with a line each for name, state and both of its texts.
    private const int OutputBytesMax = 4 * 1024 * 1024;

    // Vagrant's locales/en.yml, machine_action_locked and machine_locked: an action is under way, or its entry in the list of all machines is just written.
    private static readonly string[] Locked = ["another process is already executing an action", "because it is locked!"];
    private static readonly TimeSpan LockPause = TimeSpan.FromSeconds(1);

    /// <summary>Whether a command was refused because another program works on the VM.</summary>
    public static bool IsLocked(CommandResult result) => result.ExitCode != 0 && Locked.Any(Said(result).Contains);

    /// <summary>What a command said of its failure.</summary>
    public static string Said(CommandResult result) => result.Error.Trim().Length > 0 ? result.Error : StatusReader.ReadFailure(result.Output) ?? result.Output;

    /// <summary>Has Vagrant check a file (<c>validate</c>).</summary>
    /// <exception cref="ProviderException">It cannot be run, or took too long.</exception>
    public Task<CommandResult> ValidateAsync(string vagrantfile, CancellationToken cancellationToken) =>
        folders.LookAsync(Encoding.UTF8.GetBytes(vagrantfile), folder => RunInAsync(folder, ["validate"], options.CallTimeout, cancellationToken), cancellationToken);

    /// <summary>Runs a verb about some VMs to its end, whatever comes of it.</summary>
    /// <param name="cluster">Whose VMs.</param>
    /// <param name="names">The VMs of which Vagrant must know what is written down now.</param>
    /// <param name="deadline">How long it may take; it is killed then.</param>
    /// <exception cref="ProviderException">It cannot be run, or took too long.</exception>
    public async Task<CommandResult> RunAsync(string cluster, ValueList<string> words, ValueList<string> names, TimeSpan deadline, CancellationToken cancellationToken) =>
        await RunInAsync(await folders.ShowAsync(cluster, names, cancellationToken), words, deadline, cancellationToken);

    /// <summary>Runs a verb as soon as no other program works on the VM: one that was killed may have left a start that goes on.</summary>
    /// <param name="cluster">Whose VMs.</param>
    /// <param name="names">The VMs of which Vagrant must know what is written down now.</param>
    /// <returns>What came of it, also when the other program did not end in time.</returns>
    /// <exception cref="ProviderException">It cannot be run, or took too long.</exception>
    public Task<CommandResult> RunAloneAsync(string cluster, ValueList<string> words, ValueList<string> names, CancellationToken cancellationToken) =>
        RunAloneAsync(words[0], () => RunAsync(cluster, words, names, options.CallTimeout, cancellationToken), cancellationToken);

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

            VagrantLog.Locked(logger, verb, LockPause);
            await Task.Delay(LockPause, options.Clock, cancellationToken);
        }
    }

    /// <summary>The states of VMs by name.</summary>
    /// <exception cref="ProviderException">Vagrant does not say.</exception>
    public async Task<ValueMap<string>> LookAsync(string cluster, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        // Those that are asked for were started, so their Vagrantfile is there: nothing is copied for a question.
        string[] words = ["status", "--machine-readable", .. names];
        CommandResult result = await RunAloneAsync(
            words[0], () => RunInAsync(folders.At(cluster), [.. words], options.CallTimeout, cancellationToken), cancellationToken);
        return result.ExitCode == 0
            ? StatusReader.Read(result.Output)
            : throw VagrantProblems.Exception(VagrantProblems.Failed("status", Said(result)), mayRetry: true);
    }

    private async Task<CommandResult> RunInAsync(string folder, ValueList<string> words, TimeSpan deadline, CancellationToken cancellationToken)
    {
        CommandRequest request = new([options.Program, .. words])
        {
            Environment = options.Environment.With("VAGRANT_CWD", folder).With("VAGRANT_DEFAULT_PROVIDER", options.Hypervisor)
                .With("VAGRANT_CHECKPOINT_DISABLE", "1").With("VAGRANT_NO_COLOR", "1"),
            Deadline = deadline,
            OutputBytesMax = OutputBytesMax,
        };
        long begun = options.Clock.GetTimestamp();
        try
        {
            CommandResult result = await (options.Host?.Run ?? options.Run)(request, cancellationToken);
            TimeSpan duration = options.Clock.GetElapsedTime(begun);
            VagrantLog.Ran(logger, words[0], result.ExitCode, duration);
            return result.DeadlinePassed ? throw VagrantProblems.Exception(VagrantProblems.Late(words[0], deadline), mayRetry: true) : result;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw VagrantProblems.Exception(VagrantProblems.NotThere(options.Program, missing.Message), inner: missing);
        }
        catch (ScalewrightException lost) when (lost is AgentException or ClusterException)
        {
            throw VagrantProblems.Lost(lost);
        }
    }
}

/// <summary>Reads <c>vagrant status --machine-readable</c>: lines of time, VM, kind and data (Vagrant's documentation, Machine Readable Output).</summary>
internal static class StatusReader
{
    /// <summary>The state of each VM, in Vagrant's word, such as <c>running</c>, <c>poweroff</c>, <c>not_created</c>.</summary>
    public static ValueMap<string> Read(string text)
    {
        Dictionary<string, string> states = new(StringComparer.Ordinal);
        foreach (string[] parts in LinesOf(text))
        {
            if (parts is [_, { Length: > 0 } machine, "state", { Length: > 0 } state])
            {
                states[machine] = state;
            }
        }

        return states.ToValueMap();
    }

    /// <summary>Why a command failed; null when it does not say.</summary>
    public static string? ReadFailure(string text) => LinesOf(text).Select(parts => parts is [_, _, "error-exit", _, var said] ? said : null).LastOrDefault(said => said is not null)?
        .Replace("%!(VAGRANT_COMMA)", ",", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal);

    private static IEnumerable<string[]> LinesOf(string text) => text.Split('\n').Select(line => line.TrimEnd('\r').Split(','));
}
