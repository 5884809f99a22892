namespace Scalewright.Providers.Simulation.Models;

/// <summary>Content of a file, or a folder: as programs see it and as flushed.</summary>
internal sealed class DiskFile(bool isFolder)
{
    // Sectors are written completely or not at all.
    private const int SectorBytes = 512;

    private readonly SortedSet<int> _unsafeSectors = [];
    private byte[] _content = [];
    private byte[] _safe = [];
    private int _safeLength;
    private bool _isLengthLost;

    public bool IsFolder => isFolder;

    public int Length { get; private set; }

    public int Read(int offset, Span<byte> target)
    {
        int count = Math.Clamp(Length - offset, 0, target.Length);
        _content.AsSpan(Math.Min(offset, Length), count).CopyTo(target);
        return count;
    }

    public void Write(int offset, ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
        {
            return;
        }

        SetLength(Math.Max(Length, checked(offset + source.Length)));
        source.CopyTo(_content.AsSpan(offset));
        Touch(offset, offset + source.Length);
    }

    public void SetLength(int length)
    {
        if (length == Length)
        {
            return;
        }

        if (length > _content.Length)
        {
            Array.Resize(ref _content, Math.Max(length, (int)Math.Min(2L * _content.Length, Array.MaxLength)));
        }

        int changed = Math.Min(Length, length);
        _content.AsSpan(changed, Math.Max(Length, length) - changed).Clear();
        Length = length;
        _isLengthLost = false;
        Touch(changed, length);
    }

    public void Flush()
    {
        foreach (int sector in _unsafeSectors)
        {
            Save(sector);
        }

        _unsafeSectors.Clear();
        if (!_isLengthLost)
        {
            SaveLength();
        }
    }

    /// <summary>Drops the unflushed data, as Linux drops the pages of a failed flush.</summary>
    public void FailFlush()
    {
        _unsafeSectors.Clear();
        _isLengthLost = _safeLength != Length;
    }

    /// <summary>Simulates a power loss: any part of the unflushed data remains, in any order.</summary>
    public void Crash(StableRandom random)
    {
        foreach (int sector in _unsafeSectors)
        {
            if (random.NextBoolean(0.5))
            {
                Save(sector);
            }
        }

        _unsafeSectors.Clear();
        if (!_isLengthLost && random.NextBoolean(0.5))
        {
            SaveLength();
        }

        _isLengthLost = false;
        Array.Resize(ref _safe, Math.Max(_safe.Length, _safeLength));
        _content = _safe.AsSpan(0, _safeLength).ToArray();
        Length = _safeLength;
    }

    /// <summary>Flips bits of a byte, in memory and on the disk.</summary>
    public void Corrupt(int offset, byte bits)
    {
        _content[offset] ^= bits;
        if (offset < _safe.Length)
        {
            _safe[offset] ^= bits;
        }
    }

    private void SaveLength()
    {
        _safeLength = Length;
        _safe.AsSpan(Math.Min(_safeLength, _safe.Length)).Clear();
    }

    private void Touch(int from, int to)
    {
        for (int sector = from / SectorBytes; sector * (long)SectorBytes < to; sector++)
        {
            _unsafeSectors.Add(sector);
        }
    }

    private void Save(int sector)
    {
        int start = sector * SectorBytes;
        int end = (int)Math.Min(start + (long)SectorBytes, Length);
        if (end <= start)
        {
            return;
        }

        if (_safe.Length < end)
        {
            Array.Resize(ref _safe, Math.Max(end, (int)Math.Min(2L * _safe.Length, Array.MaxLength)));
        }

        _content.AsSpan(start, end - start).CopyTo(_safe.AsSpan(start));
    }
}
