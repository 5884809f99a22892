namespace Scalewright.Storage.Hsm;

/// <summary>What became of archive work.</summary>
public enum ArchiveEventKind
{
    /// <summary>A copytool took it.</summary>
    Started,

    /// <summary>Some bytes were moved.</summary>
    Progressed,

    /// <summary>It is done.</summary>
    Finished,

    /// <summary>Its copytool stopped; another one begins anew.</summary>
    Lost,

    /// <summary>Its coordinator was purged.</summary>
    Purged,
}
