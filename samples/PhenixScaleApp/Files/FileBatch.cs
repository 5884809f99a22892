using System.Buffers;

namespace PhenixScaleApp.Files;

/// <summary>Files that are written together, in order: only one thread at a time can change their folder.</summary>
internal sealed class FileBatch
{
    private const int SafeNameLength = 60;
    private readonly List<FileJob> _jobs = [];

    /// <summary>Number of pending files.</summary>
    public int Count => _jobs.Count;

    /// <summary>Adds a file.</summary>
    /// <param name="folder">Folder to create for it; null if its folder exists.</param>
    public void Add(string path, Action<IBufferWriter<byte>> write, string? folder = null) => _jobs.Add(new FileJob(path, write, folder));

    /// <summary>False if writing a file of that name may fail, which must be known before any further step.</summary>
    public static bool CanWait(string name) => name.Length <= SafeNameLength && !name.AsSpan().ContainsAny('/', '\0');

    /// <summary>Writes the first pending files and removes them from the batch.</summary>
    /// <param name="count">Number of files.</param>
    /// <exception cref="IOException">A file cannot be written. The following ones are not written.</exception>
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
