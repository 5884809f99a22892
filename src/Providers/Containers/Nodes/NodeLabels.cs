namespace Scalewright.Providers.Containers.Nodes;

/// <summary>
/// Labels of a container that describe its program. Each has the value <see cref="Yes"/> or is missing.
/// </summary>
internal static class NodeLabels
{
    public const string Yes = "true";

    /// <summary>The container needs files that only its creator knows.</summary>
    public const string Files = "scalewright.files";

    /// <summary>The main process is preceded by startup commands or scripts.</summary>
    public const string Startup = "scalewright.startup";

    /// <summary>The container has a health command of its node.</summary>
    public const string Health = "scalewright.health";

    /// <summary>The main process is not the agent, which is started when a program connects.</summary>
    public const string Attached = "scalewright.attached";

    /// <summary>Label of an image that was built of a folder. Its value is the name of the image.</summary>
    public const string Image = "scalewright.image";

    public static bool Has(IReadOnlyDictionary<string, string> labels, string label) =>
        labels.TryGetValue(label, out string? value) && value == Yes;
}
