namespace Scalewright.Tool.Places;

/// <summary>Which Slurm cluster this machine's commands lead to.</summary>
internal static class SlurmCluster
{
    // slurm.conf(5): where it is, and that its keys know no case.
    private const string Variable = "SLURM_CONF";
    private const string Default = "/etc/slurm/slurm.conf";
    private const string NameKey = "ClusterName=";

    /// <summary>Its name and its configuration; a machine may have none of its own and ask the controller.</summary>
    public static string Describe(ToolEnvironment environment)
    {
        string path = environment.Variable(Variable) is { Length: > 0 } named ? Path.GetFullPath(named) : Default;
        return $"with {Variable}={path}{(NameIn(path) is { } name ? $" of cluster {name}" : "")}";
    }

    private static string? NameIn(string path)
    {
        try
        {
            return File.ReadLines(path)
                .Select(line => line.Trim())
                .Where(line => line.StartsWith(NameKey, StringComparison.OrdinalIgnoreCase))
                .Select(line => line[NameKey.Length..].Split([' ', '\t', '#'])[0])
                .FirstOrDefault();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
