using System.Text.Json.Nodes;

namespace Loopback.Kubernetes.Control;

/// <summary>
/// Tells whether a container ends on SIGTERM. Its program is process 1 of a namespace, which the signal reaches only when it has a
/// handler for it (pid_namespaces(7)); after the grace comes SIGKILL (Kubernetes, "Pod Lifecycle", termination of pods).
/// </summary>
internal static class Termination
{
    // Programs of coreutils that have no handler. With "sh -c" the shell is process 1.
    private static readonly string[] Deaf = ["sleep", "tail", "cat", "yes"];

    /// <summary>Whether a container ends on SIGTERM. Programs that images bring do.</summary>
    public static bool IsHandledBy(JsonObject container)
    {
        IEnumerable<JsonNode?> given = new[] { "command", "args" }.SelectMany(field => container[field] as JsonArray ?? []);
        string[] words = [.. given.Select(word => word?.ToString() ?? "")];
        return words switch
        {
            [] => true,
            [var shell, "-c", var script, ..] when Path.GetFileName(shell) is "sh" or "bash" or "ash" or "dash" =>
                script.Contains("trap ", StringComparison.Ordinal) && script.Contains("TERM", StringComparison.Ordinal),
            [var program, ..] => !Deaf.Contains(Path.GetFileName(program), StringComparer.Ordinal),
        };
    }
}
