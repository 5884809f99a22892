namespace Scalewright.Providers.Local;

/// <summary>A node whose record is damaged.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Path">The file of its record.</param>
/// <param name="Fault">What is wrong with the file, as a clause.</param>
public sealed record DamagedNode(string Id, string Path, string Fault)
{
    /// <summary>Whose it is; null: nobody knows.</summary>
    public Owner? Owner { get; init; }

    /// <summary>Describes the damage as a warning.</summary>
    public Problem Describe() => LocalProblems.DamagedRecord(this);
}
