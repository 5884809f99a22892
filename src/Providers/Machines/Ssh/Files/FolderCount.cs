namespace Scalewright.Providers.Ssh.Files;

/// <summary>Counts what a transfer has come to, and tells whoever wants to know.</summary>
internal sealed class FolderCount(FolderOptions options, int entriesTotal, long bytesTotal)
{
    private int _entries;
    private long _bytes;

    /// <summary>Bytes that went over the connection.</summary>
    public long SentBytes { get; private set; }

    /// <summary>Begins anew with what is there.</summary>
    public void Begin(int entries, long bytes)
    {
        (_entries, _bytes) = (entries, bytes);
        Tell(0);
    }

    /// <summary>Some of a file is on its way.</summary>
    /// <param name="count">The bytes that came to those of this file told so far.</param>
    public void AddBytes(long count, long ofFile)
    {
        SentBytes += count;
        Tell(ofFile);
    }

    /// <summary>One more is whole.</summary>
    public void AddEntry(long size)
    {
        _entries++;
        _bytes += size;
        Tell(0);
    }

    private void Tell(long more) => options.Progress?.Report(new FolderProgress(_entries, entriesTotal, _bytes + more, bytesTotal));
}
