namespace Scalewright.Providers.Simulation.Models;

/// <summary>Open file of a simulated disk. Usable after a rename or deletion, but not after a crash.</summary>
internal sealed class SimulatedFile
{
    private readonly SimulatedDisk _disk;
    private readonly DiskFile _file;
    private readonly int _epoch;

    internal SimulatedFile(SimulatedDisk disk, DiskFile file, int epoch) => (_disk, _file, _epoch) = (disk, file, epoch);

    public int Length => _file.Length;

    internal DiskFile Content => _file;

    /// <returns>Number of bytes; 0 at the end, and possibly fewer than available.</returns>
    /// <exception cref="IOException">The disk failed or crashed.</exception>
    public ValueTask<int> ReadAsync(int offset, Memory<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return _disk.ReadAsync(_file, _epoch, offset, target);
    }

    /// <summary>Writes bytes, which are durable only after <see cref="FlushAsync"/>.</summary>
    /// <param name="offset">Position, 0 or more. A gap is filled with zeros.</param>
    /// <exception cref="IOException">The disk failed, crashed or is full. A prefix may have been written.</exception>
    public ValueTask WriteAsync(int offset, ReadOnlyMemory<byte> source)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return _disk.WriteAsync(_file, _epoch, offset, source);
    }

    internal int Read(int offset, Span<byte> target) => _disk.Read(_file, _epoch, offset, target);

    internal void Write(int offset, ReadOnlySpan<byte> source) => _disk.Write(_file, _epoch, offset, source);

    /// <summary>Truncates or extends the file.</summary>
    /// <exception cref="IOException">The disk crashed or is full.</exception>
    public void SetLength(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _disk.SetLength(_file, _epoch, length);
    }

    /// <summary>Makes the content durable. For the name, see <see cref="SimulatedDisk.FlushFolderAsync"/>.</summary>
    /// <exception cref="IOException">The flush failed. Later flushes do not make its data durable.</exception>
    public ValueTask FlushAsync() => _disk.FlushAsync(_file, _epoch);
}
