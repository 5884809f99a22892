namespace Scalewright.Journals;

/// <summary>Thrown when a disk call fails. Durable state converts it to a <see cref="StateException"/>.</summary>
public sealed class FileSystemException : IOException
{
    /// <summary>Creates the exception of a failed call.</summary>
    /// <param name="error">Kind of the error.</param>
    /// <param name="call">The attempted operation as a verb, for example <c>append to</c>.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="detail">Message of the operating system; empty if not available.</param>
    public FileSystemException(FileSystemError error, string call, string path, string detail = "")
        : base($"cannot {call} {path}: {(string.IsNullOrEmpty(detail) ? Describe(error) : detail)}") => (Error, Path) = (error, path);

    /// <summary>Kind of the error.</summary>
    public FileSystemError Error { get; }

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    private static string Describe(FileSystemError error) =>
        error switch
        {
            FileSystemError.Full => "no space is left",
            FileSystemError.Interrupted => "it was interrupted",
            FileSystemError.NotFound => "it does not exist",
            FileSystemError.AlreadyExists => "it already exists",
            FileSystemError.AccessDenied => "it is not permitted",
            FileSystemError.NotARegularFile => "it is not a plain file",
            FileSystemError.NotAFolder => "it is not a folder",
            _ => "the disk failed",
        };
}
