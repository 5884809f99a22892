namespace Scalewright.Journals;

/// <summary>What stands at a place of a journal.</summary>
internal enum RecordSight
{
    /// <summary>A whole record.</summary>
    Whole,

    /// <summary>What may be the start of a record; more bytes are needed.</summary>
    Short,

    /// <summary>No record.</summary>
    Damaged,
}
