using System.Buffers;

namespace PhenixScaleApp.Files;

/// <summary>Files that are written together, on all processors. Their folders exist.</summary>
internal sealed class FileBatch
{
    private readonly List<FileJob> _jobs = [];

    /// <summary>How many files wait.</summary>
    public int Count => _jobs.Count;

    /// <summary>Adds a file.</summary>
    public void Add(string path, Action<IBufferWriter<byte>> write) => _jobs.Add(new FileJob(path, write));

    /// <summary>Writes the first files that wait, and forgets them.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="IOException">A file cannot be written; when several cannot, the first is told.</exception>
    public void Write(int count)
    {
        FileJob[] jobs = [.. _jobs.Take(count)];
        _jobs.RemoveRange(0, count);
        if (jobs.Length > 0)
        {
            WriteAll(jobs);
        }
    }

    /// <summary>Writes one file now.</summary>
    public static void WriteOne(string path, Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        write(buffer);
        OutputFile.Write(path, buffer.WrittenSpan);
    }

    private static void WriteAll(FileJob[] jobs)
    {
        (int Index, Exception Error)? first = null;
        Lock gate = new();
        Parallel.For(0, jobs.Length, () => new ArrayBufferWriter<byte>(4096), (i, loop, buffer) =>
        {
            try
            {
                buffer.ResetWrittenCount();
                jobs[i].Write(buffer);
                OutputFile.Write(jobs[i].Path, buffer.WrittenSpan);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                lock (gate)
                {
                    first = first is null || i < first.Value.Index ? (i, e) : first;
                }

                loop.Break();
            }

            return buffer;
        }, _ => { });
        if (first is { } failed)
        {
            throw new IOException(failed.Error.Message, failed.Error);
        }
    }
}
