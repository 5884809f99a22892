namespace Scalewright.Providers.Simulation.Models;

/// <summary>An open file of a simulated disk. It keeps working when the file is renamed or deleted, and fails after a crash.</summary>
internal sealed class SimulatedFile
{
    private readonly SimulatedDisk _disk;
    private readonly DiskFile _file;
    private readonly int _epoch;

    internal SimulatedFile(SimulatedDisk disk, DiskFile file, int epoch) => (_disk, _file, _epoch) = (disk, file, epoch);

    /// <summary>Bytes in it.</summary>
    public int Length => _file.Length;

    internal DiskFile Content => _file;

    /// <summary>Reads bytes.</summary>
    /// <param name="offset">Where to begin, 0 or more.</param>
    /// <param name="target">Where they go.</param>
    /// <returns>How many; 0 at the end, and possibly fewer than are there.</returns>
    /// <exception cref="IOException">The disk failed or crashed.</exception>
    public ValueTask<int> ReadAsync(int offset, Memory<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return _disk.ReadAsync(_file, _epoch, offset, target);
    }

    /// <summary>Writes bytes; they are safe only after <see cref="FlushAsync"/>.</summary>
    /// <param name="offset">Where to begin, 0 or more; a gap is filled with zeros.</param>
    /// <param name="source">The bytes.</param>
    /// <exception cref="IOException">The disk failed, crashed or is full; a first part may have been written.</exception>
    public ValueTask WriteAsync(int offset, ReadOnlyMemory<byte> source)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return _disk.WriteAsync(_file, _epoch, offset, source);
    }

    /// <summary>Reads bytes without waiting.</summary>
    internal int Read(int offset, Span<byte> target) => _disk.Read(_file, _epoch, offset, target);

    /// <summary>Writes bytes without waiting.</summary>
    internal void Write(int offset, ReadOnlySpan<byte> source) => _disk.Write(_file, _epoch, offset, source);

    /// <summary>Cuts or extends it.</summary>
    /// <param name="length">0 or more.</param>
    /// <exception cref="IOException">The disk crashed or is full.</exception>
    public void SetLength(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _disk.SetLength(_file, _epoch, length);
    }

    /// <summary>Makes its content safe against a crash; not its name, for which see <see cref="SimulatedDisk.FlushFolderAsync"/>.</summary>
    /// <exception cref="IOException">It failed; then what was written before is lost in a crash even if a later flush succeeds.</exception>
    public ValueTask FlushAsync() => _disk.FlushAsync(_file, _epoch);
}
