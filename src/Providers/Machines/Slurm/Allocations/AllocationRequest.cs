namespace Scalewright.Providers.Slurm.Allocations;

/// <summary>
/// Creates the request for the job of a node: it allocates a machine and waits until it is cancelled.
/// </summary>
internal static class AllocationRequest
{
    private const string AnnotationPrefix = "slurm.";

    // Arguments that the provider sets itself.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "array",
        "chdir",
        "comment",
        "error",
        "export",
        "export-file",
        "hold",
        "input",
        "job-name",
        "nodes",
        "ntasks",
        "output",
        "parsable",
        "requeue",
        "test-only",
        "wait",
        "wrap",
    };

    /// <summary>Creates the request for the job of a node.</summary>
    public static SlurmJobRequest Create(NodeSpec node, string comment, SlurmOptions options) =>
        new(node.Name, Script(options))
        {
            Arguments =
            [
                string.Create(CultureInfo.InvariantCulture, $"--cpus-per-task={node.Hardware.Cpus}"),
                string.Create(CultureInfo.InvariantCulture, $"--mem={node.Hardware.MemoryMiB}M"),
                .. node.Cloud.Length > 0 ? [$"--partition={node.Cloud}"] : Array.Empty<string>(),
                .. options.Arguments,
                .. Settings(node)
                    .Select(setting =>
                        setting.Value.Length switch
                        {
                            > 0 => $"--{setting.Key}={setting.Value}",
                            _ => $"--{setting.Key}",
                        }
                    ),
                "--nodes=1",
                "--ntasks=1",
                "--chdir=/",
                "--export=PATH",
                "--no-requeue",
                $"--comment={comment}",
            ],
        };

    /// <summary>Returns the settings of a node that cannot be requested from Slurm.</summary>
    public static IEnumerable<Problem> Check(NodeSpec node) =>
        Settings(node)
            .Where(setting =>
                Reserved.Contains(setting.Key)
                || setting.Key.Length == 0
                || setting.Key.Any(letter => !char.IsAsciiLetterLower(letter) && letter != '-')
            )
            .Select(setting => SlurmProblems.InvalidAnnotation(node.Name, AnnotationPrefix + setting.Key));

    /// <summary>Returns the folder of a node's agent on its machine, to which the job ID is appended.</summary>
    public static string AgentFolder(SlurmOptions options) =>
        $"{(options.Agent is { Folder.Length: > 0 } agent ? agent.Folder : "/tmp")}/scalewright-job-";

    // sleep runs in the background, so that the shell handles the signal that ends the job. Removing the folder makes
    // agents exit, because not all versions of Slurm find the remaining processes.
    private static string Script(SlurmOptions options) =>
        $$"""
            #!/bin/sh
            trap 'kill "$waiting"; rm -rf "$agents$SLURM_JOB_ID"; exit 0' TERM
            agents={{ShellQuote.Quote(AgentFolder(options))}}
            while :; do
                sleep 60 &
                waiting=$!
                wait "$waiting"
            done

            """;

    private static IEnumerable<KeyValuePair<string, string>> Settings(NodeSpec node) =>
        node
            .Annotations.Where(annotation => annotation.Key.StartsWith(AnnotationPrefix, StringComparison.Ordinal))
            .Select(annotation => KeyValuePair.Create(annotation.Key[AnnotationPrefix.Length..], annotation.Value));
}
