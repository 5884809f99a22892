namespace Scalewright.Templating;

/// <summary>Limits of one rendering of a template, which is stopped when it exceeds one.</summary>
public sealed record TemplateLimits
{
    /// <summary>Default limits.</summary>
    public static TemplateLimits Default { get; } = new();

    /// <summary>Time for one node's script. Default 1 second.</summary>
    public TimeSpan RenderTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Maximum size of one node's script in bytes. Default 10,000,000.</summary>
    public int MaxOutputBytes { get; init; } = 10_000_000;
}
