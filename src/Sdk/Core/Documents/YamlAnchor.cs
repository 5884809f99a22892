namespace Scalewright.Documents;

/// <summary>What an anchor of YAML names.</summary>
internal sealed class YamlAnchor
{
    /// <summary>The node; null while its end has not come.</summary>
    public DocumentNode? Node { get; set; }

    /// <summary>Nodes it stands for, itself included.</summary>
    public long Size { get; set; }

    /// <summary>Levels of maps and lists, itself included.</summary>
    public int Height { get; set; }
}
