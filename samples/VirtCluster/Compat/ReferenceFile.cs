namespace VirtCluster.Compat;

/// <summary>The place of a state: what was saved last, null when there is no file.</summary>
internal sealed class ReferenceFile
{
    public ReferenceState? Saved { get; set; }
}
