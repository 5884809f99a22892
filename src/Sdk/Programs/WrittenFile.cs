namespace Scalewright.Programs;

/// <summary>A file that an option names and a program writes.</summary>
public static class WrittenFile
{
    /// <summary>Looks whether a file can be written; changes nothing.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="file">The file; there or not.</param>
    /// <exception cref="IOException">It cannot be written; the message names the option.</exception>
    public static void Check(string option, FileInfo file)
    {
        try
        {
            if (file.Exists)
            {
                using FileStream opened = file.Open(FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                return;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Refused(option, file, failure.Message.TrimEnd('.'));
        }

        string? reason = Directory.Exists(file.FullName) ? "it is a folder" : file.Directory is { Exists: true } ? null : "its folder is not there";
        if (reason is not null)
        {
            throw Refused(option, file, reason);
        }
    }

    /// <summary>Writes a file.</summary>
    /// <exception cref="IOException">It cannot be written; the message names the option.</exception>
    public static async Task WriteAsync(string option, FileInfo file, string content, CancellationToken cancellationToken)
    {
        Check(option, file);
        try
        {
            await File.WriteAllTextAsync(file.FullName, content, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Refused(option, file, failure.Message.TrimEnd('.'));
        }
    }

    private static IOException Refused(string option, FileInfo file, string reason) =>
        new($"{option}: '{Printable.Escape(file.FullName)}' cannot be written ({reason}); name a file in a folder that is there");
}
