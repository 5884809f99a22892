using System.Text;
using Scalewright.Journals;

namespace Exploration.Tests;

/// <summary>A journal that tells a witness what became durable in it.</summary>
internal sealed class WitnessFile(IFile file, string host, Witness witness) : IFile
{
    private readonly StringBuilder _written = new();

    public long Length => file.Length;

    public int Read(long offset, Span<byte> buffer) => file.Read(offset, buffer);

    public int Append(ReadOnlySpan<byte> bytes)
    {
        int count = file.Append(bytes);
        _written.Append(Encoding.UTF8.GetString(bytes[..count]));
        return count;
    }

    public int Write(long offset, ReadOnlySpan<byte> bytes) => file.Write(offset, bytes);

    public void Truncate(long length)
    {
        file.Truncate(length);
        _written.Clear();
    }

    public async ValueTask FlushAsync()
    {
        string text = _written.ToString();
        await file.FlushAsync();
        _written.Clear();
        witness.Flushed(host, text);
    }

    public LockOutcome TryLock() => file.TryLock();

    public bool IsNamed(string path) => file.IsNamed(path);

    public void Dispose() => file.Dispose();
}
