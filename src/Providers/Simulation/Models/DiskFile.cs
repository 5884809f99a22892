namespace Scalewright.Providers.Simulation.Models;

/// <summary>Content of a file, or a folder: as programs see it and as flushed.</summary>
internal sealed class DiskFile(bool isFolder)
{
    private readonly DiskSectors _content = new();
    private readonly DiskSectors _safe = new();

    // Sectors are written completely or not at all.
    private readonly SortedSet<int> _unsafeSectors = [];
    private int _safeLength;
    private bool _isLengthLost;

    public bool IsFolder => isFolder;

    public int Length { get; private set; }

    public int Read(int offset, Span<byte> target)
    {
        int count = Math.Clamp(Length - offset, 0, target.Length);
        _content.Read(offset, target[..count]);
        return count;
    }

    public void Write(int offset, ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
        {
            return;
        }

        SetLength(Math.Max(Length, checked(offset + source.Length)));
        _content.Write(offset, source);
        Touch(offset, offset + source.Length);
    }

    public void SetLength(int length)
    {
        if (length == Length)
        {
            return;
        }

        if (length < Length)
        {
            _content.Truncate(length);
        }

        int changed = Math.Min(Length, length);
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
        _content.CopyAll(_safe);
        _content.Truncate(_safeLength);
        Length = _safeLength;
    }

    /// <summary>Flips bits of a byte, in memory and on the disk.</summary>
    public void Corrupt(int offset, byte bits)
    {
        _content.Flip(offset, bits);
        if (_safe.Contains(offset))
        {
            _safe.Flip(offset, bits);
        }
    }

    private void SaveLength()
    {
        _safeLength = Length;
        _safe.Truncate(_safeLength);
    }

    private void Touch(int from, int to)
    {
        for (int sector = from / DiskSectors.SectorLength; sector * (long)DiskSectors.SectorLength < to; sector++)
        {
            _unsafeSectors.Add(sector);
        }
    }

    private void Save(int sector)
    {
        int length = Math.Min(DiskSectors.SectorLength, Length - (sector * DiskSectors.SectorLength));
        if (length > 0)
        {
            _safe.CopySector(_content, sector, length);
        }
    }
}
