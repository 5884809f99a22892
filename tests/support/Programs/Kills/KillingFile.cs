using Scalewright.Journals;

namespace TestPrograms;

/// <summary>A file of a <see cref="KillingFileSystem"/>.</summary>
internal sealed class KillingFile(IFile file, string path, KillPoint point, Action<KillingFile> closed) : IFile
{
    /// <summary>Path that leads to it now; empty once another file has its name.</summary>
    public string Path { get; set; } = path;

    public long Length => file.Length;

    public int Read(long offset, Span<byte> buffer) => file.Read(offset, buffer);

    public int Append(ReadOnlySpan<byte> bytes)
    {
        Pass("before", "written");

        // In two halves: between them, what is written is not whole.
        int half = bytes.Length < 2 ? bytes.Length : file.Append(bytes[..(bytes.Length / 2)]);
        Pass("while", "written");
        int count = half == bytes.Length ? file.Append(bytes) : half + file.Append(bytes[half..]);
        Pass("after", "written");
        return count;
    }

    public int Write(long offset, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOf("\"closed\":true"u8) >= 0)
        {
            point.Pass("before the end is written to the mark");
        }

        int count = file.Write(offset, bytes);
        Pass("after", "written");
        return count;
    }

    public void Truncate(long length) => file.Truncate(length);

    public async ValueTask FlushAsync()
    {
        Pass("before", "flushed");
        await file.FlushAsync();
        Pass("after", "flushed");
    }

    public LockOutcome TryLock()
    {
        LockOutcome outcome = file.TryLock();
        Pass("after", "taken");
        return outcome;
    }

    public bool IsNamed(string path) => file.IsNamed(path);

    public void Dispose()
    {
        Pass("before", "closed");
        closed(this);
        file.Dispose();
    }

    private void Pass(string when, string what) => point.Pass($"{when} {KillingFileSystem.WordsOf(Path)} is {what}");
}
