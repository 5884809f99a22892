namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>What a node remembers of the start that it was made for.</summary>
internal static class NodeStart
{
    /// <summary>The annotation's name.</summary>
    public const string Key = "scalewright.slurm-start";
}
