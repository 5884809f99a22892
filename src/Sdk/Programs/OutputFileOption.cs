namespace Scalewright.Programs;

/// <summary>Output file of a program, set by an option.</summary>
public static class OutputFileOption
{
    /// <summary>Checks that a file can be written. Changes nothing.</summary>
    /// <param name="option">Option that names the file.</param>
    /// <param name="file">The file, which need not exist.</param>
    /// <exception cref="IOException">The file cannot be written; the message names the option.</exception>
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
            throw NotWritable(option, file, failure.Message.TrimEnd('.'));
        }

        if (Directory.Exists(file.FullName))
        {
            throw NotWritable(option, file, "it is a folder");
        }

        if (file.Directory is not { Exists: true })
        {
            throw NotWritable(option, file, "its folder is not there");
        }
    }

    /// <summary>Writes a file.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names the option.</exception>
    public static async Task WriteAsync(string option, FileInfo file, string content, CancellationToken cancellationToken)
    {
        Check(option, file);
        try
        {
            await File.WriteAllTextAsync(file.FullName, content, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(option, file, failure.Message.TrimEnd('.'));
        }
    }

    private static IOException NotWritable(string option, FileInfo file, string reason) =>
        new($"{option}: '{TextEscaping.Escape(file.FullName)}' cannot be written ({reason}); name a file in a folder that is there");
}
