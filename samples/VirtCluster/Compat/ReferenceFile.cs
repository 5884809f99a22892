namespace VirtCluster.Compat;

/// <summary>Storage of a state: the state that was saved last, null if there is no file.</summary>
internal sealed class ReferenceFile
{
    public ReferenceState? Saved { get; set; }
}
