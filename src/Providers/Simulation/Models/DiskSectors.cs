namespace Scalewright.Providers.Simulation.Models;

/// <summary>Bytes of a file in sectors. A sector of zeros needs no memory until it is changed.</summary>
internal sealed class DiskSectors
{
    public const int SectorLength = 512;

    private static readonly byte[] Zeros = new byte[SectorLength];
    private readonly List<byte[]?> _sectors = [];

    /// <summary>True for a byte of a sector that was written, possibly with zeros.</summary>
    public bool Contains(int offset) => offset / SectorLength < _sectors.Count;

    public void Read(int offset, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            (int sector, int start) = Math.DivRem(offset, SectorLength);
            Span<byte> part = target[..Math.Min(SectorLength - start, target.Length)];
            GetSector(sector).Slice(start, part.Length).CopyTo(part);
            offset += part.Length;
            target = target[part.Length..];
        }
    }

    public void Write(int offset, ReadOnlySpan<byte> source)
    {
        while (!source.IsEmpty)
        {
            (int sector, int start) = Math.DivRem(offset, SectorLength);
            ReadOnlySpan<byte> part = source[..Math.Min(SectorLength - start, source.Length)];
            WritePart(sector, start, part);
            offset += part.Length;
            source = source[part.Length..];
        }
    }

    /// <summary>Copies the first bytes of a sector.</summary>
    public void CopySector(DiskSectors source, int sector, int length) => WritePart(sector, 0, source.GetSector(sector)[..length]);

    public void CopyAll(DiskSectors source)
    {
        _sectors.Clear();
        _sectors.AddRange(source._sectors.Select(sector => sector?.ToArray()));
    }

    /// <summary>Replaces the bytes after a length by zeros.</summary>
    public void Truncate(int length)
    {
        (int last, int used) = Math.DivRem(length, SectorLength);
        if (last >= _sectors.Count)
        {
            return;
        }

        _sectors[last]?.AsSpan(used).Clear();
        int kept = used == 0 ? last : last + 1;
        _sectors.RemoveRange(kept, _sectors.Count - kept);
    }

    public void Flip(int offset, byte bits)
    {
        (int sector, int start) = Math.DivRem(offset, SectorLength);
        WritePart(sector, start, [(byte)(GetSector(sector)[start] ^ bits)]);
    }

    private ReadOnlySpan<byte> GetSector(int sector) => sector < _sectors.Count && _sectors[sector] is { } bytes ? bytes : Zeros;

    private void WritePart(int sector, int start, ReadOnlySpan<byte> part)
    {
        while (_sectors.Count <= sector)
        {
            _sectors.Add(null);
        }

        if (_sectors[sector] is null && part.ContainsAnyExcept((byte)0))
        {
            _sectors[sector] = new byte[SectorLength];
        }

        if (_sectors[sector] is { } bytes)
        {
            part.CopyTo(bytes.AsSpan(start));
        }
    }
}
