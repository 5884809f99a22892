namespace Scalewright.Providers;

/// <summary>Startup content of nodes that a provider does not put on its machines.</summary>
internal static class IgnoredStartup
{
    /// <summary>Advice for machines without an image.</summary>
    public const string RunLater = "copy and run them when the nodes are ready";

    /// <summary>Returns a warning for each node with files, startup commands or startup scripts.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="machine">Kind of machine, for example <c>VM</c>.</param>
    /// <param name="advice">What to do instead.</param>
    public static IEnumerable<Problem> Find(IEnumerable<NodeSpec> nodes, string machine, string advice) =>
        nodes
            .Where(node => node.Files.Count + node.StartupScripts.Count + node.StartupCommands.Count > 0)
            .Select(node => new Problem(
                ProblemCode.ProviderContractViolation,
                $"its files, startup commands and startup scripts are not put on the {machine}",
                advice
            )
            {
                Field = node.Name,
                Severity = ProblemSeverity.Warning,
            });
}
