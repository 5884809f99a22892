using Scalewright.Agents;

namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>Runs Vagrant in the folder of a cluster.</summary>
internal sealed class VagrantCommands(VagrantOptions options)
{
    // Vagrant's locales/en.yml, machine_locked.
    private const string Locked = "another process is already executing an action";

    // A thousand VMs with a line each for name, state and both of its texts.
    private const int OutputBytesMax = 4 * 1024 * 1024;

    /// <summary>Whether a command was refused because another program works on the VM.</summary>
    public static bool IsLocked(CommandResult result) => result.ExitCode != 0 && Said(result).Contains(Locked, StringComparison.Ordinal);

    /// <summary>What a command said of its failure.</summary>
    public static string Said(CommandResult result) => result.Error.Trim().Length > 0 ? result.Error : result.Output;

    /// <summary>Runs a verb to its end, whatever comes of it.</summary>
    /// <param name="folder">Where the Vagrantfile is.</param>
    /// <param name="words">The verb and its arguments.</param>
    /// <param name="deadline">How long it may take; it is killed then.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="ProviderException">It cannot be run, or took too long.</exception>
    public async Task<CommandResult> RunAsync(string folder, ValueList<string> words, TimeSpan deadline, CancellationToken cancellationToken)
    {
        CommandRequest request = new([options.Program, .. words])
        {
            Environment = options.Environment.With("VAGRANT_CWD", folder).With("VAGRANT_CHECKPOINT_DISABLE", "1").With("VAGRANT_NO_COLOR", "1"),
            Deadline = deadline,
            OutputBytesMax = OutputBytesMax,
        };
        try
        {
            CommandResult result = await options.Run(request, cancellationToken);
            return result.DeadlinePassed ? throw VagrantProblems.Exception(VagrantProblems.Late(words[0], deadline), mayRetry: true) : result;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw VagrantProblems.Exception(VagrantProblems.NotThere(options.Program, missing.Message), inner: missing);
        }
    }

    /// <summary>The states of a cluster's VMs.</summary>
    /// <exception cref="ProviderException">Vagrant does not say.</exception>
    public async Task<ValueMap<string>> LookAsync(string folder, CancellationToken cancellationToken)
    {
        CommandResult result = await RunAsync(folder, ["status", "--machine-readable"], options.CallTimeout, cancellationToken);
        return result.ExitCode == 0
            ? StatusReader.Read(result.Output)
            : throw VagrantProblems.Exception(VagrantProblems.Failed("status", Said(result)), mayRetry: true);
    }
}
