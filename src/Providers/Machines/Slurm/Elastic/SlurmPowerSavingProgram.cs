namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>
/// Implements Slurm's <c>ResumeProgram</c> and <c>SuspendProgram</c>. slurmctld starts the program with a host list,
/// and the program records the request for <see cref="SlurmNodeProvisioner"/>.
/// </summary>
/// <remarks>Call this at the start of the program: <c>if (SlurmPowerSavingProgram.TryRun(args, "/var/lib/elastic")) {
/// return; }</c>. Slurm passes only the host list, so <c>ResumeProgram</c> and <c>SuspendProgram</c> are scripts:
/// <c>exec /opt/elastic resume "$@"</c> and <c>exec /opt/elastic suspend "$@"</c>.</remarks>
public static class SlurmPowerSavingProgram
{
    private const string ResumeWord = "resume";
    private const string SuspendWord = "suspend";

    /// <summary>Records Slurm's request if the arguments contain one.</summary>
    /// <param name="args">Arguments of the program: <c>resume</c> or <c>suspend</c>, and the host list.</param>
    /// <param name="folder">Same folder as <see cref="SlurmNodeProvisionerOptions.Folder"/>. It is created if it does
    /// not exist. Slurm's user must have write permission.</param>
    /// <returns>True if a request was recorded and the program should exit; false if the arguments are not such a
    /// request.</returns>
    /// <exception cref="FormatException">The host list is malformed.</exception>
    /// <exception cref="ArgumentException">The arguments are such a request, but the host list is missing, or contains
    /// a name that is not a valid file name.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static bool TryRun(IReadOnlyList<string> args, string folder)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (args is not [ResumeWord or SuspendWord, ..])
        {
            return false;
        }

        if (args is not [_, { Length: > 0 } expression])
        {
            throw new ArgumentException($"Slurm starts '{args[0]} HOSTLIST'.", nameof(args));
        }

        ValueList<string> nodes = HostList.Expand(expression);
        if (nodes.FirstOrDefault(node => node.Contains('/', StringComparison.Ordinal) || node.StartsWith('.')) is { } odd)
        {
            throw new ArgumentException($"'{TextEscaping.Escape(odd)}' is not a name of a node.", nameof(args));
        }

        PowerFolder power = new(folder);
        if (args[0] == ResumeWord)
        {
            power.Resume(nodes);
        }
        else
        {
            power.Suspend(nodes);
        }

        return true;
    }
}
