namespace Scalewright.Storage.Hsm;

/// <summary>What is done with a file.</summary>
public enum ArchiveAction
{
    /// <summary>It is copied into the archive.</summary>
    Archive,

    /// <summary>It is brought back from the archive.</summary>
    Restore,

    /// <summary>It is taken out of the archive; no bytes move.</summary>
    Remove,
}
