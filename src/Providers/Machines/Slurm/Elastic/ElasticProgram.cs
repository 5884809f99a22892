namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>Lets a program be Slurm's <c>ResumeProgram</c> and <c>SuspendProgram</c>. slurmctld starts it with a host list, and it notes what <see cref="ElasticNodes"/> is to do.</summary>
/// <remarks>The first line of a program: <c>if (ElasticProgram.TryRun(args, "/var/lib/elastic")) { return; }</c> Since Slurm gives no other argument than the host list, each of the two
/// is a script: <c>exec /opt/elastic resume "$@"</c> and <c>exec /opt/elastic suspend "$@"</c>.</remarks>
public static class ElasticProgram
{
    private const string ResumeWord = "resume";
    private const string SuspendWord = "suspend";

    /// <summary>Notes what Slurm wants when the arguments say so.</summary>
    /// <param name="args">The program's arguments: <c>resume</c> or <c>suspend</c>, and the host list.</param>
    /// <param name="folder">The folder that <see cref="ElasticOptions.Folder"/> names; made when it is not there. Slurm's user must be able to write there.</param>
    /// <returns>False when the program is not meant as one of the two, and goes on.</returns>
    /// <exception cref="FormatException">The host list cannot be read.</exception>
    /// <exception cref="ArgumentException">It is meant as one, and there is no host list, or a name in it cannot be that of a file.</exception>
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
            throw new ArgumentException($"'{Printable.Escape(odd)}' is no name of a node.", nameof(args));
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
