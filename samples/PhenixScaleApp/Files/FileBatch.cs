using System.Buffers;

namespace PhenixScaleApp.Files;

/// <summary>Files to be written later, in the order in which they were added.</summary>
internal sealed class FileBatch
{
    private const int SafeNameLength = 60;
    private readonly List<FileJob> _jobs = [];

    /// <summary>Number of files that are not written yet.</summary>
    public int Count => _jobs.Count;

    /// <summary>Adds a file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="write">Writes the content of the file.</param>
    /// <param name="folder">Folder to create first; null if the folder of the file exists.</param>
    public void Add(string path, Action<IBufferWriter<byte>> write, string? folder = null) => _jobs.Add(new FileJob(path, write, folder));

    /// <summary>
    /// Indicates whether a file for a host can be written later. False if writing it may fail because of the host name:
    /// the caller then writes all pending files immediately, so that the error occurs before its next step.
    /// </summary>
    public static bool CanWait(string name) => name.Length <= SafeNameLength && !name.AsSpan().ContainsAny('/', '\0');

    /// <summary>Writes the files that were added first, and removes them from the batch.</summary>
    /// <param name="count">Number of files.</param>
    /// <exception cref="IOException">A file cannot be written. The files after it are not written.</exception>
    public void Write(int count)
    {
        FileJob[] jobs = [.. _jobs.Take(count)];
        _jobs.RemoveRange(0, count);
        if (jobs.Length > 0)
        {
            WriteAll(jobs);
        }
    }

    /// <summary>Writes one file immediately.</summary>
    public static void WriteOne(string path, Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        write(buffer);
        OutputFile.Write(path, buffer.WrittenSpan);
    }

    private static void WriteAll(FileJob[] jobs)
    {
        ArrayBufferWriter<byte> buffer = new(4096);
        foreach (FileJob job in jobs)
        {
            if (job.Folder is { } folder)
            {
                Directory.CreateDirectory(folder);
            }

            buffer.ResetWrittenCount();
            job.Write(buffer);
            OutputFile.Write(job.Path, buffer.WrittenSpan);
        }
    }
}
