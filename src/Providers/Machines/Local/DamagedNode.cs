namespace Scalewright.Providers.Local;

/// <summary>A node whose record is damaged.</summary>
/// <param name="Id">ID of the node.</param>
/// <param name="Path">Path of the record file.</param>
/// <param name="Fault">Description of the damage, as a clause.</param>
public sealed record DamagedNode(string Id, string Path, string Fault)
{
    /// <summary>Owner of the node; null if unknown.</summary>
    public Owner? Owner { get; init; }

    /// <summary>Describes the damage as a warning.</summary>
    public Problem Describe() => LocalProblems.DamagedRecord(this);
}
