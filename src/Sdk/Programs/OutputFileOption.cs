using System.Security.Cryptography;

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
            throw NotWritable(option, file, ExceptionText.From(failure));
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

    /// <summary>Writes a text to a file, completely or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names the option.</exception>
    public static Task WriteAsync(string option, FileInfo file, string content, CancellationToken cancellationToken) =>
        WriteAsync(option, file, stream => stream.WriteAsync(Encoding.UTF8.GetBytes(content), cancellationToken).AsTask());

    /// <summary>Writes a file completely, or leaves it unchanged. Keeps the permissions of an existing file.</summary>
    /// <remarks>Empty files, pipes and devices have no content that could be lost and are written in place. So are the
    /// targets of links.</remarks>
    /// <param name="option">Option that names the file.</param>
    /// <param name="file">The file, which need not exist.</param>
    /// <param name="write">Writes the content. The file is unchanged if it throws.</param>
    /// <exception cref="IOException">The file cannot be written; the message names the option.</exception>
    public static async Task WriteAsync(string option, FileInfo file, Func<Stream, Task> write)
    {
        Check(option, file);
        try
        {
            if (file.LinkTarget is not null || file is { Exists: true, Length: 0 })
            {
                await using FileStream stream = file.Create();
                await write(stream);
            }
            else
            {
                await ReplaceAsync(file, write);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(option, file, ExceptionText.From(failure));
        }
    }

    private static async Task ReplaceAsync(FileInfo file, Func<Stream, Task> write)
    {
        string name = $".scalewright-{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp";
        string temporary = Path.Combine(file.DirectoryName!, name);
        try
        {
            await using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                if (file.Exists && !OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(stream.SafeFileHandle, file.UnixFileMode);
                }

                await write(stream);
            }

            File.Move(temporary, file.FullName, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static IOException NotWritable(string option, FileInfo file, string reason) =>
        new($"{option}: '{TextEscaping.Escape(file.FullName)}' cannot be written ({reason}); name a file in a folder that is there");
}
