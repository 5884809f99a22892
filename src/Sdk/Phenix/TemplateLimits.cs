namespace Scalewright.Templating;

/// <summary>How much one rendering of a template may take before it is stopped.</summary>
public sealed record TemplateLimits
{
    /// <summary>The limits that hold when none are given.</summary>
    public static TemplateLimits Default { get; } = new();

    /// <summary>Time for one node's script; default 1 second.</summary>
    public TimeSpan RenderTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes of one node's script; default 10,000,000.</summary>
    public int OutputBytesMax { get; init; } = 10_000_000;
}
