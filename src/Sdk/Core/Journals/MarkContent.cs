namespace Scalewright.Journals;

/// <summary>The JSON of the mark file, whose one line is a record.</summary>
internal sealed record MarkContent
{
    public int Format { get; init; }

    public string Lineage { get; init; } = "";

    public long Serial { get; init; }

    /// <summary>True when the last holder ended in order, so that nothing is missing behind the mark's sequence.</summary>
    public bool Closed { get; init; }

    /// <summary>Goes up with each write of one holder; 0 in files of earlier versions.</summary>
    public long Revision { get; init; }
}
