namespace Scalewright.Journals;

/// <summary>Kinds of disk errors.</summary>
public enum FileSystemError
{
    /// <summary>The device failed, or another error occurred. The outcome of the call is unknown.</summary>
    Failed,

    /// <summary>No space is left, or the quota is exceeded.</summary>
    Full,

    /// <summary>The call was interrupted before it had any effect.</summary>
    Interrupted,

    /// <summary>The file or folder does not exist.</summary>
    NotFound,

    /// <summary>The name already exists.</summary>
    AlreadyExists,

    /// <summary>The disk is read-only, or the user lacks permission.</summary>
    AccessDenied,

    /// <summary>A link, a pipe, a device or a file with several hard links was found instead of a plain file.</summary>
    NotARegularFile,

    /// <summary>A file was found instead of a folder.</summary>
    NotAFolder,
}
