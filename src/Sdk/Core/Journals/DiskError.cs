namespace Scalewright.Journals;

/// <summary>The ways in which a disk fails.</summary>
public enum DiskError
{
    /// <summary>The device failed, or something else went wrong; what was done is unknown.</summary>
    Failed,

    /// <summary>No space is left, or the quota is used up.</summary>
    Full,

    /// <summary>The call was interrupted before it did anything.</summary>
    Interrupted,

    /// <summary>Nothing has this name.</summary>
    NotFound,

    /// <summary>The name is taken.</summary>
    Exists,

    /// <summary>The disk is read-only, or this user may not do that here.</summary>
    Denied,

    /// <summary>A link, a pipe, a device or a file of several names, where a plain file belongs.</summary>
    NotPlain,

    /// <summary>A file, where a folder belongs.</summary>
    NotFolder,
}
